// The guided story: question, the room predicts, reveal, lesson, next. All of it from the keyboard.
// Two presses in a row are one: the second would pass over what the first has brought.
const REST = 400

const Story = {
  data: () => ({ on_rests: false }),

  computed: {
    tour_steps() { return this.tour.steps || [] },
    tour_step() {
      const { at } = this.tour
      return at === null || at === undefined ? null : this.tour_steps[at] || null
    },
    // A long text is set smaller, so that the curve keeps its room.
    tour_size() {
      const step = this.tour_step || {}
      const length = (this.tour_waits ? step.question || '' : `${step.reveal || ''} ${step.lesson || ''}`).length
      return length > 230 ? 'long' : length > 150 ? 'longish' : ''
    },
    tour_waits() { return Boolean(this.tour_step) && !this.tour.revealed },
    // Whether the room has done something else than the step did, of which the figures of its reveal tell.
    tour_differs() {
      const told = (acts) => JSON.stringify(acts.map(({ kind, month, values }) => [kind, month, values]))
      return Boolean(this.tour_step) && told(this.acts) !== told(this.tour_step.acts)
    },
  },

  methods: {
    toggle_tour() {
      if (this.tour_step) this.tell({ what: 'tour_end' })
      else if (this.tour_steps.length) this.tour_resume()
      else this.note('This scenario has no guided story.')
    },
    tour_resume() {
      const at = this.tour.left_at || 0
      this.tour_to(at)
      if (at) this.note(`The story goes on at ${at + 1} of ${this.tour_steps.length}; B goes back.`)
    },
    tour_to(at) {
      if (at < 0 || at >= this.tour_steps.length) return
      this.pause()
      this.tell({ what: 'tour', at })
    },
    // One key leads through: first the answer, then the next question.
    tour_on() {
      if (!this.tour_step || this.on_rests || this.veil_at !== null) return
      this.on_rests = true
      this.rest_timer = setTimeout(() => { this.on_rests = false }, REST)
      if (this.tour_waits) this.tell({ what: 'tour_reveal' })
      else if (this.tour.at + 1 < this.tour_steps.length) this.tour_to(this.tour.at + 1)
      else this.tell({ what: 'tour_end' })
    },
    tour_back() {
      if (!this.tour_step) return
      this.tour_to(this.tour.at - 1)
    },
  },

  left() { clearTimeout(this.rest_timer) },
}
