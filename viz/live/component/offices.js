// An office or an official that was tapped: the account in plain words, and the way back.
const MODE_WORDS = { paper: 'works on paper', hybrid: 'works both ways', digital: 'works digitally' }

const FOLLOWS_AFTER = 400

const Offices = {
  data: () => ({ order: 'size', heat_shows: 'current', post_at: 0 }),

  computed: {
    // What an office or an official does in a hidden month is told after the reveal.
    account_open() { return Boolean(this.account && this.account.kind) && !(this.hiding && this.account.month >= this.first_hidden) },
    // Paragraphs of lines; a line of a list begins with a space, and may begin with what it weighs.
    account_paragraphs() {
      return (this.account.text || '').replace(/(\s)-(?=\d)/g, '$1\u2212').split(/\n\s*\n/).filter(Boolean).map((text) => text.split('\n').map((line) => {
        const [, weight, rest] = /^\s+([+\u2212-][\d.,]+)\s+(.*)$/.exec(line) || []
        return weight ? { weight: weight.replace('-', '\u2212'), text: rest } : { weight: '', text: line.trim(), item: /^\s/.test(line) }
      }))
    },
    account_posts() { return this.account.posts || [] },
    post_groups() {
      const groups = []
      this.account_posts.forEach((post, index) => {
        let group = groups[groups.length - 1]
        if (!group || group.grade !== post.grade) groups.push(group = { grade: post.grade, words: Words.sentence(post.grade), posts: [] })
        group.posts.push(Object.assign({ index }, post))
      })
      return groups
    },
    many_posts() { return this.account_posts.length > 120 },
    selected_office() { return this.account_open && this.account.office !== undefined ? this.account.office : null },
  },

  watch: {
    account_open(open) {
      if (open) this.$nextTick(() => this.$refs.account && this.$refs.account.focus())
      else this.return_focus()
      this.follow_month()
      this.paint_soon()
    },
    'account.id'() { this.post_at = 0; if (this.$refs.account) this.$refs.account.scrollTop = 0; this.follow_month(); this.paint_soon() },
    // An account that is open is told of the month on screen, once that rests.
    month() { this.follow_month() },
    playing() { this.follow_month() },
    veil_at() { this.follow_month() },
    order() { this.paint_soon() },
    heat_shows() { this.paint_soon() },
  },

  methods: {
    show_office(index) {
      if (!this.account_open) this.remember_focus()
      this.pause()
      this.tell({ what: 'office', index: Number(index), month: this.month })
    },
    follow_month() {
      clearTimeout(this.follow_timer)
      this.follow_timer = setTimeout(() => {
        const { kind, office, post, month } = this.account || {}
        if (!this.account_open || this.playing || this.veil_at !== null || month === this.month) return
        this.tell(kind === 'office' ? { what: 'office', index: office, month: this.month } : { what: 'official', post, month: this.month })
      }, FOLLOWS_AFTER)
    },
    show_official(post) { this.tell({ what: 'official', post: post.post === undefined ? post.number : post.post, month: this.month }) },
    close_account() { this.tell({ what: 'close_account' }) },
    post_words(post) { return `Official ${post.number}, ${post.grade.toLowerCase()}, ${MODE_WORDS[post.mode] || post.mode}` },

    // One stop for the tabulator; arrows go from official to official.
    post_key(event) {
      const stride = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10, Home: -1e6, End: 1e6 }[event.key]
      if (!stride) return
      event.preventDefault()
      event.stopPropagation()
      this.post_at = Math.max(0, Math.min(this.account_posts.length - 1, this.post_at + stride))
      this.$nextTick(() => {
        const button = this.$refs.account.querySelector(`[data-post="${this.post_at}"]`)
        if (button) button.focus()
      })
    },
  },

  left() { clearTimeout(this.follow_timer) },
}
