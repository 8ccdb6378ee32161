// What happens when the server cannot be reached: a banner, attempts for as long as it takes, and when the
// server answers again the page goes on, or is opened anew at the same state, which it keeps in its address
// and in the browser's session storage.
const reconnecting = {
  SHORT: 700, // milliseconds: a shorter break is nobody's business
  BEAT: 5000,
  PATIENCE: 4000, // for an answer of the session
  REACH: 2000, // for an answer of the server
  TRIES: 6, // in vain with a server that answers, before the page is opened anew

  page: null,
  missed: 0,

  begin(page) {
    this.page = page;
    setInterval(() => this.beat(), this.BEAT);
    // Of a network that went away, or a laptop that slept, an open connection says nothing for minutes.
    window.addEventListener("offline", () => this.beat(true));
    window.addEventListener("online", () => this.beat(true));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.beat(true); });
  },

  changed() {
    if (this.page.needsRefresh) location.reload();
    else if (!this.connected()) setTimeout(() => { if (!this.connected()) this.lose(); }, this.SHORT);
  },

  kernel: () => solara.debug && solara.debug.kernel(),
  connected() { return !this.page.wasConnected || this.page.connectionStatus === "connected"; },
  wait: (time) => new Promise((done) => setTimeout(done, time)),

  // Whether the session answers.
  async alive(time) {
    const asked = this.kernel().requestKernelInfo().then(() => true, () => false);
    return Promise.race([asked, this.wait(time).then(() => false)]);
  },

  // Whether the server answers.
  async there() {
    const reply = fetch(`${solara.rootPath}/readyz`, { cache: "no-store" }).then((got) => got.ok, () => false);
    return Promise.race([reply, this.wait(this.REACH).then(() => false)]);
  },

  async beat(at_once) {
    if (!this.page.wasConnected || this.page.lost || !this.kernel() || !this.connected()) return;
    if (await this.alive(at_once ? this.REACH : this.PATIENCE)) this.missed = 0;
    else if (at_once || ++this.missed > 1) this.lose();
  },

  async lose() {
    if (this.page.lost) return;
    this.page.lost = true;
    for (let tries = 0; tries < this.TRIES; await this.wait(1000)) {
      if (!await this.there()) { tries = 0; continue; }
      tries += 1;
      // Jupyter's own attempts come ever more seldom and end; this one is now.
      const again = this.kernel().reconnect().catch(() => {});
      await Promise.race([again, this.wait(this.PATIENCE)]);
      if (this.connected() && await this.alive(this.PATIENCE)) {
        this.missed = 0;
        this.page.lost = false;
        return;
      }
    }
    location.reload();
  },
};
