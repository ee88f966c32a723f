import Experiments
import Foundation
import Reporting
import Testing

/// The report in a real browser, opened from a file as a reader would.
@Suite(
  .enabled(if: Browser.path != nil, "chromium is not installed: apt-get install chromium"),
  .serialized)
struct BrowserTests {
  private func withBrowser(_ body: (Browser) throws -> Void) throws {
    let browser = try Browser()
    defer { browser.close() }
    try body(browser)
  }

  private let instant = "document.querySelector('.instant output').textContent"
  private let counts = "document.querySelector('.counts tbody').innerText"
  private let cursor = "parseFloat(document.querySelector('.cursor').style.left)"
  private let window = "document.querySelector('svg.areas').getAttribute('viewBox')"

  @Test func opensWithoutComplaintOrNetwork() throws {
    try withBrowser { browser in
      for (name, make) in Fixture.all {
        try browser.open(Reports.html(make()))
        // A round trip, so that whatever happens after loading is noted too.
        #expect(try browser.text("document.readyState") == "complete")
        #expect(browser.complaints == [], "\(name)")
        #expect(
          browser.requests.filter { !$0.hasPrefix("file:") && !$0.hasPrefix("data:") } == [],
          "\(name)")
        #expect(browser.requests.filter { $0.hasPrefix("file:") }.count == 1, "\(name)")
        #expect(try browser.text("document.title") != "owned", "\(name)")
        #expect(
          try browser.number(
            "document.querySelectorAll('img, iframe, link[rel=stylesheet]').length")
            == 0, "\(name)")
        #expect(
          try browser.number("document.scripts.length") == 2, "\(name): only our two scripts")
      }
    }
  }

  /// The other tests prove little unless this one holds.
  @Test func complaintsAndRequestsAreNoticed() throws {
    try withBrowser { browser in
      for trouble in [
        "console.error('no')", "console.warn('no')", "throw new Error('no')",
        "fetch('https://a.invalid')",
      ] {
        try browser.open("<!DOCTYPE html><title>x</title><script>\(trouble)</script>")
        _ = try browser.evaluate("new Promise(done => setTimeout(done, 200))")
        #expect(browser.complaints != [] || browser.requests.count > 1, "\(trouble)")
      }
    }
  }

  @Test func fragmentLeadsToAnInstant() throws {
    try withBrowser { browser in
      try browser.open(Reports.html(Fixture.outage()), fragment: "#t=5400")
      #expect(try browser.text(instant) == "01:30:00")
      #expect(abs(try browser.number(cursor) - 37.5) < 1e-6)
      let during = try browser.text(counts)
      _ = try browser.evaluate("location.hash = '#t=60'; new Promise(done => setTimeout(done, 50))")
      #expect(try browser.text(instant) == "00:01:00")
      #expect(try browser.text(counts) != during)
      #expect(browser.complaints == [])
    }
  }

  @Test func draggingScrubs() throws {
    try withBrowser { browser in
      try browser.open(Reports.html(Fixture.outage()))
      let (instantBefore, countsBefore) = (try browser.text(instant), try browser.text(counts))
      let middle = try browser.middle("svg.areas")
      try browser.drag([(middle.x, middle.y), (middle.x + 40, middle.y), (middle.x + 80, middle.y)])
      #expect(try browser.text(instant) != instantBefore)
      #expect(try browser.text(counts) != countsBefore)
      let width = try browser.number(
        "document.querySelector('svg.areas').getBoundingClientRect().width")
      #expect(abs(try browser.number(cursor) - (50 + 80 / width * 100)) < 0.5)
      // The instant can be linked to.
      _ = try browser.evaluate("new Promise(done => setTimeout(done, 400))")
      #expect(try browser.text("location.hash").hasPrefix("#t="))
      #expect(browser.complaints == [])
    }
  }

  @Test func keysScrub() throws {
    try withBrowser { browser in
      try browser.open(Reports.html(Fixture.outage()), fragment: "#t=3500")
      _ = try browser.evaluate("document.querySelector('.scrub input').focus()")
      let before = try browser.number("+document.querySelector('.scrub input').value")
      for _ in 0..<5 { try browser.press("ArrowRight", code: 39) }
      let after = try browser.number("+document.querySelector('.scrub input').value")
      #expect(abs(after - before - 5 * 14.4) < 15)
      #expect(try browser.text(instant) != "00:58:20")
      _ = try browser.evaluate("location.hash = '#t=0'; new Promise(done => setTimeout(done, 50))")
      try browser.press(".", code: 190, text: ".")
      #expect(try browser.text(instant) == "01:00:00", "the first event is the failure")
      #expect(
        try browser.text("document.querySelector('.near .latest').innerText").contains(
          "eu-west failed"))
      let whole = try browser.text(window)
      try browser.press("+", code: 187, text: "+")
      #expect(try browser.text(window) != whole)
      try browser.press("0", code: 48, text: "0")
      #expect(try browser.text(window) == whole)
      #expect(browser.complaints == [])
    }
  }

  @Test func clickingAnEventZoomsToIt() throws {
    try withBrowser { browser in
      try browser.open(Reports.html(Fixture.outage()))
      let whole = try browser.text(window)
      let mark = try browser.middle(".marks[data-kind=repair] button")
      try browser.drag([mark])
      #expect(try browser.text(instant) == "03:00:00")
      #expect(try browser.text(window) != whole)
      #expect(
        try browser.text("document.querySelector('.window').textContent").contains("02:50:00"))
      _ = try browser.evaluate("document.querySelector('[data-do=whole]').click()")
      #expect(try browser.text(window) == whole)
      #expect(browser.complaints == [])
    }
  }

  @Test func tableSortsAndFilters() throws {
    try withBrowser { browser in
      try browser.open(Reports.html(Fixture.outage()))
      let first = "document.querySelector('#metrics tbody tr').innerText"
      let before = try browser.text(first)
      _ = try browser.evaluate("document.querySelectorAll('#metrics th button')[2].click()")
      let values =
        "[...document.querySelectorAll('#metrics tbody tr')].map(r => +r.cells[2].dataset.value)"
      #expect(
        try browser.number("\(values).every((v, i, all) => !i || all[i - 1] <= v) ? 1 : 0") == 1)
      #expect(try browser.text(first) != before)
      _ = try browser.evaluate(
        """
        const f = document.getElementById('filter'); f.value = 'failover p99 fleet';
        f.dispatchEvent(new Event('input'))
        """)
      #expect(
        try browser.number(
          "[...document.querySelectorAll('#metrics tbody tr')].filter(r => !r.hidden).length") == 4)
      #expect(try browser.text("document.getElementById('shown').textContent").hasPrefix("4 of "))
      #expect(browser.complaints == [])
    }
  }

  @Test func fitsEveryWidthAndNamesItsControls() throws {
    try withBrowser { browser in
      for fixture in [Fixture.outage(), Fixture.crowded(), Fixture.hostile()] {
        let html = Reports.html(fixture)
        for width in [360, 768, 1280, 2400] {
          try browser.pretend(width: width, dark: width == 768)
          try browser.open(html)
          #expect(
            try browser.number("document.documentElement.scrollWidth") <= Double(width),
            "no scrolling sideways at \(width)")
        }
        #expect(
          try browser.number(
            """
            [...document.querySelectorAll('button, input, svg[role=img]')].filter(e =>
              !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label') ||
                e.closest('li[hidden]'))).length
            """) == 0)
        #expect(
          try browser.number(
            "document.querySelectorAll('[id]').length - new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size"
          ) == 0, "identifiers are unique")
      }
    }
  }
}
