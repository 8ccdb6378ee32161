// What happens when the server cannot be reached: a banner at once, attempts for as long as it takes, and
// when the server answers again the page goes on, or is opened anew at the same state (which it keeps in
// its address and in the browser's session storage).
var reconnecting = {
  SHOWN_AFTER: 700, // milliseconds: a shorter break is nobody's business
  EVERY: 1000,
  PATIENCE: 4, // attempts that the server answered before the page is opened anew

  page: null,
  timer: null,
  answered: 0,

  look: function (page) {
    this.page = page;
    if (page.needsRefresh) {
      location.reload();
    } else if (page.connectionStatus === "connected") {
      clearTimeout(this.timer);
      this.timer = null;
      this.answered = 0;
      page.lost = false;
    } else if (page.wasConnected && this.timer === null) {
      this.timer = setTimeout(this.attempt.bind(this), this.SHOWN_AFTER);
    }
  },

  attempt: function () {
    this.page.lost = true;
    var again = this.attempt.bind(this);
    fetch(solara.rootPath + "/readyz", { cache: "no-store" }).then(
      (reply) => { if (reply.ok) this.back(); },
      () => { this.answered = 0; },
    ).finally(() => {
      if (this.timer !== null) this.timer = setTimeout(again, this.EVERY);
    });
  },

  // The server answers.  Jupyter's own attempts come ever more seldom and end; this one is now.
  back: function () {
    this.answered += 1;
    if (this.answered > this.PATIENCE) {
      location.reload();
      return;
    }
    var kernel = solara.debug && solara.debug.kernel();
    if (kernel && kernel.connectionStatus !== "connected") kernel.reconnect().catch(() => {});
  },
};
