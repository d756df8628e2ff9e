// What a tester wants to know of a page: is it drawn, does it jut out, can it be read, does every chart speak.
window.look = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const main = () => document.querySelector('[data-testid="stMain"]')
  const charts = () => all('[data-testid="stVegaLiteChart"]')
  const shown = element => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })

  const settled = () => {
    const app = document.querySelector('[data-testid="stApp"]')
    if (!app || app.dataset.testConnectionState !== 'CONNECTED') return false
    if (app.dataset.testScriptState !== 'notRunning' || document.fonts.status !== 'loaded') return false
    if (!all('[data-testid="stHeading"], [data-testid="stAlert"], [data-testid="stException"]', main()).length) return false
    if (all('[data-stale="true"], [data-testid="stSkeleton"]').length) return false
    return charts().every(chart => chart.querySelector('svg.marks'))
  }

  const height = () => main().scrollHeight + 20

  // Elements that reach over the right edge, but for those within a box that scrolls by itself.
  const scrolls = element => {
    for (let box = element.parentElement; box && box !== main(); box = box.parentElement) {
      if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(box).overflowX)) return true
    }
    return false
  }
  const juts = () => {
    const width = document.documentElement.clientWidth
    const found = all('*', main()).filter(element =>
      shown(element) && element.getBoundingClientRect().right > width + 1 && !scrolls(element))
    const sideways = [document.documentElement, main()].some(box => box.scrollWidth > box.clientWidth + 1)
    return [...found.map(name), ...(sideways ? ['the page scrolls sideways'] : [])]
  }
  const name = element => `${element.tagName} ${element.dataset?.testid ?? ''} ${element.textContent.slice(0, 60)}`

  // Text of a chart that its drawing cuts off.
  const SLACK = 4 // pixels: the box of a letter is larger than its ink
  const cut = () => charts().flatMap(chart => {
    const edge = chart.querySelector('svg.marks').getBoundingClientRect()
    return all('svg.marks text', chart).filter(text => {
      const box = text.getBoundingClientRect()
      return box.width > 0 && (box.left < edge.left - SLACK || box.right > edge.right + SLACK || box.bottom > edge.bottom + SLACK)
    }).map(text => text.textContent)
  })

  const silent = () => charts().filter(chart =>
    (chart.getAttribute('aria-label') ?? '').split(' ').length < 6).map(chart => chart.textContent.slice(0, 80))

  // Contrast by WCAG 2.2: relative luminance of sRGB, text over what lies behind it.
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  const colour = text => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = text
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data
    return { rgb: [r, g, b], a: a / 255 }
  }
  const over = (front, back) => front.rgb.map((value, i) => value * front.a + back[i] * (1 - front.a))
  const linear = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  const luminance = rgb => rgb.map(linear).reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0)
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
    return (high + 0.05) / (low + 0.05)
  }
  const ancestors = element => {
    const found = []
    for (let one = element; one; one = one.parentElement) found.unshift(one)
    return found
  }
  // The number of a slider stands above its knob, though inside the knob's element.
  const knob = element => element.closest('[data-testid="stSliderThumbValue"]')?.parentElement
  const behind = element => ancestors(element).filter(one => one !== knob(element)).reduce(
    (back, one) => over(colour(getComputedStyle(one).backgroundColor), back), [255, 255, 255])
  const opacity = element => ancestors(element).reduce((product, one) => product * getComputedStyle(one).opacity, 1)

  // Marks of a chart that lie under a text, in the order of drawing.
  const under = (text, back) => {
    const box = text.getBoundingClientRect()
    const at = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2)
    return all('path', text.ownerSVGElement).filter(path => {
      const style = getComputedStyle(path)
      if (!(path.compareDocumentPosition(text) & 4) || style.fill === 'none') return false
      return path.isPointInFill(at.matrixTransform(path.getScreenCTM().inverse()))
    }).reduce((rgb, path) => {
      const front = colour(getComputedStyle(path).fill)
      return over({ rgb: front.rgb, a: front.a * opacity(path) * getComputedStyle(path).fillOpacity }, rgb)
    }, back)
  }

  const texts = root => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const found = new Set()
    while (walker.nextNode()) if (walker.currentNode.data.trim()) found.add(walker.currentNode.parentElement)
    return [...found].filter(element => shown(element) && element.getBoundingClientRect().width > 1)
  }
  const icon = element => element.closest('[data-testid="stIconMaterial"], style, script, noscript, [aria-disabled="true"], :disabled')

  const least = element => {
    const style = getComputedStyle(element)
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700)
    return large ? 3 : 4.5
  }
  const contrast = element => {
    const style = getComputedStyle(element)
    const drawn = element.ownerSVGElement && element.closest('svg.marks')
    const back = drawn ? under(element, behind(element)) : behind(element)
    const front = colour(drawn ? style.fill : style.color)
    return ratio(over({ rgb: front.rgb, a: front.a * opacity(element) }, back), back)
  }
  const faint = () => texts(document.querySelector('[data-testid="stApp"]')).filter(one => !icon(one))
    .map(one => ({ one, ratio: contrast(one) })).filter(({ one, ratio }) => ratio < least(one) - 0.005)
    .map(({ one, ratio }) => `${ratio.toFixed(2)} ${name(one)}`)
  const counted = () => texts(document.querySelector('[data-testid="stApp"]')).length

  // Controls that the tab key should reach; those that have had the focus since controls() was asked are struck off.
  // Of a group of radio buttons one is reached by it, and the others from there by the arrow keys.
  let left = new Set()
  const radio = one => one.type === 'radio' || one.getAttribute('role') === 'radio'
  const controls = () => {
    const kinds = 'a[href], button, input, select, textarea, summary, [role="slider"], [role="combobox"], [role="tab"]'
    left = new Set(all(kinds).filter(one => shown(one) && one.tabIndex >= 0 && !one.disabled && !radio(one)))
    document.addEventListener('focusin', event => left.delete(event.target))
    return left.size
  }
  const unreached = () => [...left].filter(one => one.isConnected && shown(one)).map(name)

  const background = () => colour(getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor).rgb
  const exceptions = () => all('[data-testid="stException"], [role="dialog"]').map(box => box.textContent)
  const alerts = () => all('[data-testid="stAlertContentError"], [data-testid="stAlertContentWarning"]').map(box => box.textContent)
  const text = () => main().innerText

  return { controls, unreached, settled, height, juts, cut, silent, faint, counted, background, exceptions, alerts, text }
})()
