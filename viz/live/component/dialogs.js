// Dialogs, the short notes, and where the focus goes back to.
const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea, [tabindex="0"]'

const Dialogs = {
  data: () => ({ dialog: '', tab: 'network', toast: null, closed_fault: null, theme: 'light', typed: {} }),

  computed: {
    fault_shown() { return this.fault && this.fault.text && this.fault.id !== this.closed_fault ? this.fault.text : '' },
    card_groups() {
      const groups = []
      for (const card of this.listed_cards) {
        let group = groups.find((each) => each.title === card.group)
        if (!group) groups.push(group = { title: card.group, cards: [] })
        group.cards.push(card)
      }
      return groups
    },
    why_known() { return !this.hiding && ['working', 'done', 'same'].includes(this.why.status) && Boolean(this.why.title || (this.why.sentences || []).length) },
    why_bars() { return (this.why.rows || []).length + (this.why.mechanisms || []).length },
    // Room for each bar, so that none is thin however many there are.
    why_height() { return `calc(var(--u) * ${2.3 * this.why_bars + 8})` },
    listed_cards() { return Array.isArray(this.cards) ? this.cards : this.cards.cards || [] },
  },

  methods: {
    // What is being typed stands until it is done: a run that arrives meanwhile draws the page anew.
    type(field, event) { this.typed = { [field]: event.target.value } },
    as_typed(field, value) { return this.typed[field] === undefined ? value : this.typed[field] },

    open_dialog(name) {
      this.typed = {}
      if (!this.dialog) this.remember_focus()
      this.pause()
      this.dialog = name
      this.$nextTick(() => {
        const box = this.$refs.dialog
        const first = box && (box.querySelector('[data-first]') || box.querySelector(FOCUSABLE))
        if (first) first.focus()
      })
    },
    close_dialog() {
      if (!this.dialog) return
      this.dialog = ''
      this.return_focus()
    },
    toggle_dialog(name) { this.dialog === name ? this.close_dialog() : this.open_dialog(name) },

    remember_focus() { this.came_from = document.activeElement },
    return_focus() {
      const back = this.came_from
      this.came_from = null
      this.$nextTick(() => {
        if (back && back.isConnected && back !== document.body) back.focus()
        else if (this.$refs.root) this.$refs.root.focus({ preventScroll: true })
      })
    },

    // The tabulator goes round inside an open dialog.
    keep_inside(event) {
      const all = [...this.$refs.dialog.querySelectorAll(FOCUSABLE)].filter((each) => each.offsetParent !== null && each.tabIndex >= 0)
      if (!all.length) return
      const first = all[0]
      const last = all[all.length - 1]
      const outside = !this.$refs.dialog.contains(document.activeElement)
      if (event.shiftKey && (document.activeElement === first || outside)) { event.preventDefault(); last.focus() }
      else if (!event.shiftKey && (document.activeElement === last || outside)) { event.preventDefault(); first.focus() }
    },

    escape() {
      if (this.dialog) this.close_dialog()
      else if (this.fault_shown) this.close_fault()
      else if (this.toast) this.toast = null
      else if (this.account_open) this.close_account()
      else if (this.hiding && !this.tour_step) this.forget_guess()
      else if (this.tour_step) this.tell({ what: 'tour_end' })
    },

    close_fault() { this.closed_fault = this.fault.id },
    note(text) {
      clearTimeout(this.toast_timer)
      this.toast = { text }
      this.toast_timer = setTimeout(() => { this.toast = null }, 8000)
    },

    choose_card(card, as) {
      this.new_page_of_history = true
      // A guess is about the run it was made for.
      if (this.state.hidden_from !== null && this.state.hidden_from !== undefined) this.tell({ what: 'forget' })
      this.tell({ what: 'card', name: card.name, as })
      this.close_dialog()
    },

    set_theme(theme) {
      this.theme = theme
      try { localStorage.setItem('redtape-theme', theme) } catch (refused) { /* a private window keeps nothing */ }
      this.paint_soon()
    },
    next_theme() { this.set_theme(this.theme === 'dark' ? 'light' : 'dark') },
    toggle_projector() { this.set_theme(this.theme === 'projector' ? 'light' : 'projector') },

    show_tab(name) {
      this.tab = name
      if (this.account_open) this.close_account() // it lies over the tabs
      this.paint_soon()
    },
    tab_key(event) {
      const names = this.tabs.map((each) => each.name)
      const stride = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      if (!stride) return
      event.preventDefault()
      event.stopPropagation()
      this.show_tab(names[(names.indexOf(this.tab) + stride + names.length) % names.length])
      this.$nextTick(() => this.$refs.tabs.querySelector('[aria-selected="true"]').focus())
    },
    ask_why() {
      this.show_tab('why')
      if (!['working', 'done', 'same'].includes(this.why.status)) this.tell({ what: 'why' })
    },

  },

  begun() {
    try { this.theme = ['light', 'dark', 'projector'].find((each) => each === localStorage.getItem('redtape-theme')) || this.theme } catch (refused) { /* as above */ }
  },
  left() { clearTimeout(this.toast_timer) },
}
