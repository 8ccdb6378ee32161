// Every control from the keyboard. One table, from which the help dialog is written as well.
// `once`: a key that is held down does it once.
const KEYS = [
  { keys: [' '], shown: 'Space', words: 'Play or pause', act: (page) => page.toggle_play() },
  { keys: ['ArrowRight'], shown: '→', words: 'A month on (with Shift: a year)', act: (page, event) => page.step(event.shiftKey ? 12 : 1) },
  { keys: ['ArrowLeft'], shown: '←', words: 'A month back (with Shift: a year)', act: (page, event) => page.step(event.shiftKey ? -12 : -1) },
  { keys: ['Home'], shown: 'Home', words: 'To the first month', act: (page) => page.step(-1e6) },
  { keys: ['End'], shown: 'End', words: 'To the last month', act: (page) => page.step(1e6) },
  { keys: ['+', '='], shown: '+', words: 'Play faster', act: (page) => page.change_speed(1) },
  { keys: ['-'], shown: '−', words: 'Play slower', act: (page) => page.change_speed(-1) },
  { keys: ['r'], shown: 'R', words: 'Reset: remove every act of the room', act: (page) => page.reset() },
  { keys: ['z'], shown: 'Z', words: 'Undo', act: (page) => page.state.can_undo && page.tell({ what: 'undo' }) },
  { keys: ['y'], shown: 'Y', words: 'Redo', act: (page) => page.state.can_redo && page.tell({ what: 'redo' }) },
  { keys: ['s'], shown: 'S', words: 'Scenarios', act: (page) => page.open_dialog('scenarios') },
  { keys: ['g'], shown: 'G', words: 'Guided story: begin, leave, go on', once: true, act: (page) => page.toggle_tour() },
  { keys: ['n', 'Enter'], shown: 'N or Enter', words: 'Story: reveal, then next question', once: true, act: (page) => page.tour_on() },
  { keys: ['b'], shown: 'B', words: 'Story: one question back', once: true, act: (page) => page.tour_back() },
  { keys: ['q'], shown: 'Q', words: 'Predict: hide the future', act: (page) => page.predict() },
  { keys: ['v'], shown: 'V', words: 'Reveal the future', act: (page) => page.reveal() },
  { keys: ['a'], shown: 'A', words: 'Add a dated act', act: (page) => page.new_act() },
  { keys: ['w'], shown: 'W', words: 'Why does it differ?', act: (page) => page.ask_why() },
  { keys: ['1'], shown: '1 to 4', words: 'Network, resistance, why, log', act: (page) => page.show_tab('network') },
  { keys: ['2'], act: (page) => page.show_tab('resistance') },
  { keys: ['3'], act: (page) => page.show_tab('why') },
  { keys: ['4'], act: (page) => page.show_tab('log') },
  { keys: ['d'], shown: 'D', words: 'Offices: your policy or the difference', act: (page) => { page.heat_shows = page.heat_shows === 'current' ? 'difference' : 'current' } },
  { keys: ['h'], shown: 'H', words: 'Share: link, files, charts', act: (page) => page.open_dialog('share') },
  { keys: ['t'], shown: 'T', words: 'Light or dark', act: (page) => page.next_theme() },
  { keys: ['p'], shown: 'P', words: 'Projector', act: (page) => page.toggle_projector() },
  { keys: ['?'], shown: '?', words: 'This help', act: (page) => page.toggle_dialog('help') },
]

const Keys = {
  data: () => ({ key_list: KEYS.filter((each) => each.words) }),

  methods: {
    change_speed(stride) {
      const at = this.speeds.indexOf(this.speed)
      this.speed = this.speeds[Math.max(0, Math.min(this.speeds.length - 1, at + stride))]
    },

    reset() {
      this.pause()
      this.tell({ what: 'reset' })
      if (this.tour_step) return // the session begins the step anew, at its own month
      this.go_to(0)
      if (this.acts.length) this.note('All acts of the room are removed. Undo (Z) brings them back.')
    },

    on_key(event) {
      const at = event.target
      const field = this.is_field(at)
      if (event.key === 'Escape') { field && !this.dialog ? this.to_root() : this.escape(); return }
      if (event.key === 'Tab' && this.dialog) { this.keep_inside(event); return }
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key
      this.last_hand = pressed
      if (field && !this.leads_out(event, pressed)) return
      if (this.dialog && pressed !== '?') return
      // A control under the focus keeps the keys that work it.
      const tag = (at.tagName || '').toLowerCase()
      const works = tag === 'input' ? /^(Arrow|Home|End|Page)/.test(pressed) || (at.type !== 'range' && pressed === ' ')
        : (tag === 'button' || tag === 'a' || tag === 'summary' || at.dataset.office !== undefined || at.dataset.act !== undefined || at.dataset.mark !== undefined) && [' ', 'Enter'].includes(pressed)
      if (works) {
        if (event.repeat && at.closest('.story')) event.preventDefault()
        return
      }
      if (at === this.$refs.curve && this.guessing && this.guess_key(event)) { event.preventDefault(); return }
      const found = KEYS.find((each) => each.keys.includes(pressed))
      if (!found || (pressed === 'Enter' && !this.tour_step)) return
      event.preventDefault()
      if (!event.repeat || !found.once) found.act(this, event)
    },

    is_field(at) {
      const tag = (at.tagName || '').toLowerCase()
      return tag === 'textarea' || tag === 'select' || Boolean(at.isContentEditable)
        || (tag === 'input' && !['range', 'checkbox', 'radio'].includes(at.type))
    },
    // What was typed counts as soon as the focus leaves its field.
    to_root() { this.$refs.root.focus({ preventScroll: true }) },

    // No number has these letters: they lead on from where one is typed, as Enter ends it. Says whether they do.
    leads_out(event, pressed) {
      if (this.dialog || event.target.type !== 'number' || !['Enter', 'n', 'v', 'g'].includes(pressed)) return false
      event.preventDefault()
      this.to_root()
      return pressed !== 'Enter'
    },

    // Whoever has chosen is done with a list; whoever walks through it with arrows is not.
    on_choice(event) {
      const chosen = event.target.tagName === 'SELECT' && !this.dialog
      if (chosen && ['pointer', 'Enter'].includes(this.last_hand)) this.to_root()
    },
  },

  shown() {
    this.key_listener = (event) => this.on_key(event)
    this.hand_listener = () => { this.last_hand = 'pointer' }
    this.choice_listener = (event) => this.on_choice(event)
    window.addEventListener('keydown', this.key_listener)
    window.addEventListener('pointerdown', this.hand_listener, true)
    window.addEventListener('change', this.choice_listener, true)
  },
  left() {
    window.removeEventListener('keydown', this.key_listener)
    window.removeEventListener('pointerdown', this.hand_listener, true)
    window.removeEventListener('change', this.choice_listener, true)
  },
}
