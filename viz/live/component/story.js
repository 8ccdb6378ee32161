// The guided story: question, the room predicts, reveal, lesson, next. All of it from the keyboard.
const Story = {
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
  },

  methods: {
    toggle_tour() {
      if (this.tour_step) this.tell({ what: 'tour_end' })
      else if (this.tour_steps.length) this.tour_to(0)
      else this.note('This scenario has no guided story.')
    },
    tour_to(at) {
      if (at < 0 || at >= this.tour_steps.length) return
      this.pause()
      this.tell({ what: 'tour', at })
    },
    // One key leads through: first the answer, then the next question.
    tour_on() {
      if (!this.tour_step) return
      if (this.tour_waits) this.tell({ what: 'tour_reveal' })
      else if (this.tour.at + 1 < this.tour_steps.length) this.tour_to(this.tour.at + 1)
      else this.tell({ what: 'tour_end' })
    },
    tour_back() {
      if (!this.tour_step) return
      this.tour_to(this.tour.at - 1)
    },
  },
}
