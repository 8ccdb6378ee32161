// Dated acts of the room: the form in which one is entered or changed, and the list of them.
const Acts = {
  data: () => ({ form: { id: null, kind: '', month: 0, values: {} } }),

  computed: {
    acts() { return this.state.acts || [] },
    kind_groups() {
      const groups = []
      for (const kind of this.panel.kinds || []) {
        let group = groups.find((each) => each.title === kind.group)
        if (!group) groups.push(group = { title: kind.group, kinds: [] })
        group.kinds.push(kind)
      }
      return groups
    },
    form_kind() {
      if (this.form.kind !== 'lever') return (this.panel.kinds || []).find((kind) => kind.kind === this.form.kind) || null
      const names = Object.keys(this.form.values).filter((name) => this.levers[name])
      return { label: 'Lever', meaning: names.map((name) => this.levers[name].meaning).join(' '),
        fields: names.map((name) => this.levers[name]) }
    },
    scenario_marks() { return this.shown.marks || this.about.marks || [] },
    timeline() {
      const own = this.acts.map((act) => ({ key: `act ${act.id}`, month: act.month, act, text: act.text }))
      const given = this.scenario_marks.map((mark, index) => (
        { key: `mark ${index}`, month: mark.month, mark, text: mark.text || mark.label }))
      return [...own, ...given].sort((one, other) => one.month - other.month)
    },
  },

  methods: {
    new_act(kind) {
      const first = kind || (this.panel.kinds || [{}])[0].kind
      // At the very end nothing can follow from an act, so one is offered half way.
      const month = this.month < this.about.months.length - 1 ? this.month : Math.floor(this.month / 2)
      this.form = { id: null, kind: first, month, values: this.usual_values(first) }
      this.open_dialog('act')
    },
    edit_act(id) {
      const act = this.acts.find((each) => String(each.id) === String(id))
      if (!act) return
      this.form = { id: act.id, kind: act.kind, month: act.month, values: Object.assign({}, act.values) }
      this.open_dialog('act')
    },
    choose_kind(kind) { this.form = Object.assign({}, this.form, { kind, values: this.usual_values(kind) }) },
    usual_values(kind) {
      const found = (this.panel.kinds || []).find((each) => each.kind === kind)
      const values = {}
      for (const field of (found || { fields: [] }).fields) values[field.name] = field.default
      return values
    },
    field_value(field) { return this.as_number(this.form.values[field.name], field) },
    set_field(field, value) {
      const chosen = field.choices && field.choices.length ? field.choices[Number(value)] : Number(value)
      this.$set(this.form.values, field.name, chosen)
    },
    send_act() {
      const { id, kind, month, values } = this.form
      if (id === null) this.tell({ what: 'act', kind, month, values })
      else this.tell({ what: 'edit', id, month, values })
      this.close_dialog()
    },
    remove_act(id) {
      this.tell({ what: 'remove', id })
      if (this.dialog === 'act') this.close_dialog()
    },
  },
}
