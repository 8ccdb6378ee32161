// What outlives a page: the address, the session kept in the browser, files taken home.
const KEPT = 'redtape-session'
const LINK_EVERY = 350

const Keeping = {
  data: () => ({ qr: '', copied: false }),

  computed: {
    full_link() { return location.origin + location.pathname + (this.state.link || '') },
    qr_image() { return this.qr ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(this.qr)}` : '' },
  },

  watch: {
    'state.link'(link) { this.qr = ''; this.copied = false; this.keep_link(link) },
    'state.kept'(text) { this.keep_session(text) },
    'download.id'() { this.take_download() },
    ready(ready) {
      if (ready && this.begins_afresh) { this.begins_afresh = false; this.go_to(this.last_month) }
    },
  },

  methods: {
    tell(message) {
      if (typeof this.do === 'function') this.do(message)
    },

    hello() {
      let kept = ''
      try { kept = sessionStorage.getItem(KEPT) || '' } catch (refused) { /* a private window keeps nothing */ }
      // A page that begins afresh shows where the run ends: that is where levers make a difference.
      this.begins_afresh = !kept && !location.search
      this.tell({ what: 'hello', search: location.search, kept })
    },

    // A chosen scenario is a new page of the browser's history; every other change is the same page.
    keep_link(link) {
      if (!link || link === location.search) return
      clearTimeout(this.link_timer)
      if (this.new_page_of_history) {
        this.new_page_of_history = false
        history.pushState(history.state, '', location.pathname + link)
      } else {
        // Browsers refuse a page that changes its address many times a second, as a dragged lever would.
        this.link_timer = setTimeout(() => {
          this.link_written = performance.now()
          history.replaceState(history.state, '', location.pathname + link)
        }, Math.max(0, (this.link_written || -LINK_EVERY) + LINK_EVERY - performance.now()))
      }
    },
    keep_session(text) {
      if (!text) return
      try { sessionStorage.setItem(KEPT, text) } catch (refused) { /* full or refused: the link still holds the acts */ }
    },

    take(what) { this.tell({ what: 'take', file: what, page: location.origin + location.pathname }) },

    take_download() {
      const { id, name, mime, data } = this.download || {}
      if (!id || id === this.taken) return
      this.taken = id
      const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))
      if (/^qr/.test(name) || mime === 'image/svg+xml') { this.qr = new TextDecoder().decode(bytes); return }
      this.save(new Blob([bytes], { type: mime }), name)
    },

    save(blob, name) {
      const address = URL.createObjectURL(blob)
      const anchor = document.createElement('a')
      anchor.href = address
      anchor.download = name
      this.$refs.root.appendChild(anchor)
      anchor.click()
      anchor.remove()
      setTimeout(() => URL.revokeObjectURL(address), 10000)
    },

    async copy_link() {
      const field = this.$refs.link
      try { await navigator.clipboard.writeText(this.full_link) } catch (refused) {
        field.focus()
        field.select()
        document.execCommand('copy')
      }
      this.copied = true
    },

    async open_file(event) {
      const [file] = event.target.files
      if (!file) return
      const text = await file.text()
      event.target.value = ''
      this.tell({ what: 'open', text })
      this.close_dialog()
    },
  },

  begun() { this.taken = this.download && this.download.id },
  shown() {
    this.back_listener = () => this.tell({ what: 'hello', search: location.search, kept: '' })
    window.addEventListener('popstate', this.back_listener)
    this.hello()
  },
  left() {
    window.removeEventListener('popstate', this.back_listener)
    clearTimeout(this.link_timer)
  },
}
