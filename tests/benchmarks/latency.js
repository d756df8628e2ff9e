// Times of one move in the page itself: input, question sent, answer received, changed chart painted, all quiet.
window.latency = (() => {
  let move = null
  const Native = window.WebSocket
  window.WebSocket = class extends Native {
    constructor (...words) {
      super(...words)
      this.addEventListener('message', () => { if (move && !move.painted) move.received = performance.now() })
    }

    send (data) {
      if (move) move.sent ??= performance.now()
      super.send(data)
    }
  }

  const drawn = () => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg.marks')]
    .map(svg => [...svg.querySelectorAll('path, text')].map(mark => mark.getAttribute('d') ?? mark.textContent).join())
    .join('\n')

  const quiet = () => document.querySelector('[data-testid="stApp"]').dataset.testScriptState === 'notRunning' &&
    !document.querySelector('[data-stale="true"]')

  const check = () => {
    if (!move?.input) return
    move.changed = performance.now()
    const shown = drawn()
    if (!move.seen && shown && shown !== move.before) {
      move.seen = true
      requestAnimationFrame(() => setTimeout(() => { move.painted = performance.now() }))  // after the frame that shows it
    }
  }
  const begin = event => { if (move && !move.input) move.input = event.timeStamp }
  for (const kind of ['pointerdown', 'keydown']) window.addEventListener(kind, begin, { capture: true })
  window.addEventListener('DOMContentLoaded', () => new MutationObserver(check).observe(document.body, {
    subtree: true, childList: true, attributes: true, characterData: true
  }))

  return {
    arm: () => { move = { before: drawn() } },
    done: () => Boolean(move.painted) && quiet() && performance.now() - move.changed > 400,
    times: () => ({
      whole: move.painted - move.input,
      asking: move.sent - move.input,
      server: move.received - move.sent,
      drawing: move.painted - move.received,
      quiet: move.changed - move.input
    })
  }
})()
