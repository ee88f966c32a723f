/// The style sheet of `report.html`.
let reportStyle = #"""
  :root {
    --page: #f7f7f4; --card: #ffffff; --ink: #1c2126; --soft: #59636d; --line: #dcdfe0;
    --grid: #e6e8e8; --accent: #1d5f99; --tint: #e8f0f7;
    --serving: #4b87b5; --pending: #c17c00; --pending-ground: #fbe9c3;
    --unreachable: #a82a22; --unreachable-ground: #f6d5d0; --good: #21703c; --bad: #a82a22;
    --open: #8a5a00; --curve-0: #6a737b; --curve-1: #b06a00; --curve-2: #7a4fa0;
    --curve-3: #1d5f99; --curve-4: #21703c; --curve-5: #a82a22;
    --names: 10.5rem; --lane: 84px;
    color-scheme: light;
  }
  @media (prefers-color-scheme: dark) {
    :root {
      --page: #14181b; --card: #1c2226; --ink: #e7eaec; --soft: #a0abb4; --line: #353d43;
      --grid: #2b3338; --accent: #7fb7e6; --tint: #21303d;
      --serving: #4f8fc4; --pending: #f0bd4f; --pending-ground: #4b3c17;
      --unreachable: #ff9287; --unreachable-ground: #5a241f; --good: #74c98f; --bad: #ff9287;
      --open: #f0bd4f; --curve-0: #a9b4bc; --curve-1: #f0a850; --curve-2: #c3a0ea;
      --curve-3: #7fb7e6; --curve-4: #74c98f; --curve-5: #ff9287;
      color-scheme: dark;
    }
  }
  * { box-sizing: border-box; }
  html { -webkit-text-size-adjust: 100%; }
  body {
    margin: 0; background: var(--page); color: var(--ink);
    font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans",
      "Liberation Sans", Arial, sans-serif;
    font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
  }
  header, main, footer { max-width: 1280px; margin: 0 auto; padding: 0 1.5rem; }
  header { padding-top: 2.5rem; }
  footer { padding: 1rem 1.5rem 3rem; color: var(--soft); font-size: .85rem; }
  h1, h2, h3 { line-height: 1.2; font-weight: 650; margin: 0; text-wrap: balance; }
  h1 { font-size: 2.25rem; letter-spacing: -.015em; }
  h2 { font-size: 1.25rem; }
  h2.arm { font-size: 1.6rem; margin: 0 0 .8rem; }
  h3 { font-size: 1rem; }
  p { margin: 0; }
  code, kbd { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
    font-size: .86em; }
  kbd { border: 1px solid var(--line); border-radius: 3px; padding: 0 .3em; background: var(--card); }
  small { color: var(--soft); font-size: .82em; font-weight: 400; }
  .defs { position: absolute; }
  .eyebrow { color: var(--soft); font-size: .8rem; letter-spacing: .09em; text-transform: uppercase;
    margin-bottom: .3rem; }
  .lede { font-size: 1.1rem; color: var(--soft); margin-top: .5rem; max-width: 46rem;
    white-space: pre-line; }
  .fleet { margin-top: .9rem; font-size: .92rem; }
  .fleet summary { cursor: pointer; }
  .fleet ul { margin: .4rem 0 0; padding-left: 1.4rem; columns: 20rem 3; color: var(--soft); }
  .provenance { margin-top: .5rem; font-size: .88rem; color: var(--soft); }
  .provenance span { font-size: .75rem; letter-spacing: .07em; text-transform: uppercase; }
  .provenance code { user-select: all; }
  main > section { margin-top: 1.5rem; }
  .charts > section { margin-bottom: 1.5rem; break-inside: avoid; }
  .charts + section { margin-top: 0; }
  main > section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
    padding: 1.4rem 1.5rem; }
  .about { color: var(--soft); font-size: .9rem; margin: .25rem 0 1rem; max-width: 52rem; }
  .headline { font-size: 1.35rem; line-height: 1.35; font-weight: 600; max-width: 52rem;
    text-wrap: pretty; }
  dl { display: grid; grid-template-columns: 10.5rem minmax(0, 52rem); gap: .5rem 1.25rem; margin: 1.2rem 0 0; }
  dt { color: var(--soft); font-size: .9rem; padding-top: .08rem; }
  dd { margin: 0; text-wrap: pretty; }
  .caveat { margin-top: 1rem; padding: .6rem .9rem; border-left: 4px solid var(--pending);
    background: var(--page); max-width: 64rem; font-size: .93rem; }
  .tiles { list-style: none; margin: 0; padding: 0; display: grid; gap: .8rem;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 15.5rem), 1fr)); }
  .tiles li { background: var(--page); border-radius: 8px; padding: .8rem 1rem; display: flex;
    flex-direction: column; }
  .tiles .what { color: var(--soft); font-size: .85rem; }
  .tiles b { font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
  .tiles .ci { font-size: .92rem; }
  .tiles .help { color: var(--soft); font-size: .8rem; margin-top: .35rem; }
  .charts { columns: 2 31rem; column-gap: 1.5rem; margin-top: 1.5rem; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
    padding: 1.4rem 1.5rem; min-width: 0; }
  section .card { background: none; padding: 0; border: 0; }
  .wide { column-span: all; margin-top: 1.5rem; }

  table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th { text-align: left; font-weight: 500; }
  .chart th[scope=row] { padding: 0 .7rem 0 0; max-width: 13rem; min-width: 6rem; width: 1%;
    line-height: 1.25; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .chart th[scope=row], .chart td { height: 26px; }
  .chart .picture { padding: 0; height: 1px; min-width: 5rem; }
  .chart .figure { text-align: right; padding-left: .9rem; width: 1%; white-space: nowrap; }
  .chart .figure b { font-weight: 600; }
  .chart .ci { color: var(--soft); font-size: .93em; }
  .chart .figure .ci { display: inline-block; min-width: calc(var(--interval) * .88ch); text-align: left; }
  .chart.strips th[scope=row] { max-width: 16rem; }
  .differences { display: grid; gap: 1.5rem; margin-top: 1.2rem; }
  .beside { display: grid; grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr); gap: 0 2.5rem; }
  h4 { margin: .9rem 0 .3rem; font-size: .86rem; font-weight: 600; color: var(--soft); }
  .compared .margin { color: var(--soft); font-size: .93em; display: inline-block; min-width: 5.5rem;
    text-align: left; padding-left: .3rem; }
  .compared .standing { white-space: nowrap; padding-left: .9rem; width: 1%; font-size: .93em; }
  .compared .p { text-align: right; padding-left: .9rem; width: 1%; white-space: nowrap;
    font-size: .93em; }
  details.arm > summary { cursor: pointer; font-size: 1.25rem; font-weight: 650; padding: .6rem 0; }
  .chart .rule > * { border-top: 1px solid var(--line); }
  .chart thead th { color: var(--soft); font-size: .82rem; font-weight: 400; padding-bottom: .2rem; }
  .chart .end { color: var(--soft); font-size: .82rem; white-space: nowrap; width: 1%; text-align: right;
    padding-right: .5rem; }
  .chart .end.right { text-align: left; padding: 0 0 0 .5rem; }
  .plot { display: block; width: 100%; height: 100%; min-height: 26px; overflow: visible; }
  .plot use { fill: var(--accent); stroke: var(--card); stroke-width: 1.2; }
  .grid { stroke: var(--grid); stroke-width: 1; }
  .whisker { stroke: var(--accent); stroke-width: 2; }
  .bound { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 4 3; }
  .band { fill: var(--tint); stroke: var(--accent); stroke-width: .6; stroke-opacity: .5; }
  .mean { stroke: var(--accent); stroke-width: 2.5; }
  .seen { fill: var(--ink); fill-opacity: .62; }
  .ticks { position: relative; height: 1.3rem; font-size: .78rem; color: var(--soft); }
  .ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; top: .1rem; }
  .objectives td, .objectives th { padding-top: .2rem; padding-bottom: .2rem; }
  .objectives .picture { width: 32%; }
  .objectives th[scope=row] { width: auto; max-width: none; white-space: normal; font-family: ui-monospace, Menlo, Consolas,
    "Liberation Mono", monospace; }
  .verdict { white-space: nowrap; width: 1%; padding-right: 1.2rem; font-weight: 600; }
  .verdict span { display: inline-block; width: 1.5em; height: 1.5em; line-height: 1.5em; border-radius: 50%;
    text-align: center; color: var(--card); margin-right: .35em; }
  .good { color: var(--good); } .good span { background: var(--good); }
  .bad { color: var(--bad); } .bad span { background: var(--bad); }
  .open { color: var(--open); } .open span { background: var(--open); }

  .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: 0 0 .7rem;
    padding: 0; font-size: .86rem; color: var(--soft); }
  .swatch { display: inline-block; width: 1.35em; height: .8em; vertical-align: -.04em; }
  .serving { fill: var(--serving); }
  i.serving { background: var(--serving); }
  i.pending { background: repeating-linear-gradient(135deg, var(--pending) 0 2px,
    var(--pending-ground) 2px 5px); }
  i.unreachable { background: repeating-linear-gradient(45deg, var(--unreachable) 0 1px, transparent 1px 4px),
    repeating-linear-gradient(135deg, var(--unreachable) 0 1px, transparent 1px 4px),
    var(--unreachable-ground); }
  i.wanted { height: 0; border-top: 2px dashed var(--ink); vertical-align: .25em; }
  .pending-ground { fill: var(--pending-ground); } .unreachable-ground { fill: var(--unreachable-ground); }
  .pending-line { stroke: var(--pending); stroke-width: 2; fill: none; }
  .unreachable-line { stroke: var(--unreachable); stroke-width: 1; fill: none; }
  .areas path { vector-effect: non-scaling-stroke; stroke-width: 1; }
  .areas .wanted { fill: none; stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 6 4; }
  .areas .failure-line { stroke: var(--unreachable); stroke-width: 1.5; stroke-dasharray: 3 3; }
  .areas .repair-line { stroke: var(--good); stroke-width: 1.5; stroke-dasharray: 1 3; }

  .timeline { --thumb: 18px; }
  .tools { display: none; flex-wrap: wrap; gap: .4rem; align-items: center; margin-bottom: .8rem; }
  .js .tools { display: flex; }
  button { font: inherit; color: inherit; }
  .tools button { font-size: .86rem; background: var(--page); border: 1px solid var(--line);
    border-radius: 6px; padding: .25rem .7rem; cursor: pointer; }
  .tools button:hover:enabled { border-color: var(--accent); }
  .tools button:disabled { opacity: .45; cursor: default; }
  .window { color: var(--soft); font-size: .86rem; margin-left: .4rem; }
  :focus-visible { outline: 2.5px solid var(--accent); outline-offset: 2px; }
  .stage { position: relative; touch-action: pan-y; padding-top: 1.3rem; }
  .lane { display: grid; grid-template-columns: var(--names) minmax(0, 1fr); min-height: 0; }
  .lane .name { padding-right: .8rem; font-size: .86rem; line-height: 1.25; overflow: hidden;
    display: flex; flex-direction: column; justify-content: center; }
  .lane .name small { white-space: nowrap; }
  .lane .name b { font-weight: 550; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .areas { display: block; width: 100%; height: var(--lane); border-bottom: 1px solid var(--line);
    overflow: hidden; margin-top: 5px; }
  .marks .name { flex-direction: row; justify-content: space-between; align-items: center; }
  .marks .row { position: relative; height: 26px; border-bottom: 1px dotted var(--line); overflow: clip;
    overflow-clip-margin: 12px; }
  .row i, .row button { position: absolute; top: 3px; width: 20px; height: 20px; margin: 0 0 0 -10px;
    padding: 0; border: 0; background: none; display: block; }
  .row button { cursor: pointer; z-index: 3; }
  .row button sup { position: absolute; left: 15px; top: -3px; font-size: .68rem; color: var(--soft);
    white-space: nowrap; }
  .symbol { width: 16px; height: 16px; vertical-align: -3px; fill: none; stroke: var(--ink);
    stroke-width: 2; }
  .row .symbol { margin: 2px; display: block; }
  .symbol.failure { stroke: var(--bad); stroke-width: 3; } .symbol.repair { stroke: var(--good); stroke-width: 3; }
  .symbol.detected { fill: var(--curve-2); stroke: none; } .symbol.readmitted { stroke: var(--good); }
  .symbol.evicted { stroke: var(--curve-1); } .symbol.placed { stroke: var(--accent); }
  .symbol.unschedulable, .symbol.limit { stroke: var(--bad); stroke-width: 1.6; }
  .axis .name { color: var(--soft); justify-content: start; padding-top: .15rem; }
  .overlay { position: absolute; left: var(--names); right: 0; top: 0; bottom: 1.3rem; overflow: hidden;
    margin: 0 -40px; padding: 0 40px; pointer-events: none; }
  .js .overlay::before { content: ""; position: absolute; inset: 0 40px; pointer-events: auto;
    cursor: ew-resize; }
  .cursor { position: absolute; top: 1.2rem; bottom: 0; width: 0; border-left: 2px solid var(--ink);
    margin-left: -1px; z-index: 2; }
  .overlay .rail { position: absolute; left: 40px; right: 40px; top: 0; bottom: 0; }
  .cursor span { position: absolute; top: -1.3rem; left: 0; transform: translateX(-50%);
    background: var(--ink); color: var(--page); font-size: .75rem; line-height: 1.25rem; padding: 0 .4rem;
    border-radius: 4px; white-space: nowrap; }
  .scrub { display: none; padding-left: var(--names); }
  .js .scrub { display: block; }
  .scrub input { display: block; width: calc(100% + var(--thumb)); margin: .1rem calc(var(--thumb) / -2);
    height: 1.6rem; appearance: none; -webkit-appearance: none; background: none; cursor: ew-resize; }
  .scrub input::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: var(--line); }
  .scrub input::-moz-range-track { height: 4px; border-radius: 2px; background: var(--line); }
  .scrub input::-webkit-slider-thumb { -webkit-appearance: none; width: var(--thumb); height: var(--thumb);
    margin-top: -7px; border-radius: 50%; background: var(--accent); border: 2px solid var(--card); }
  .scrub input::-moz-range-thumb { width: calc(var(--thumb) - 4px); height: calc(var(--thumb) - 4px);
    border-radius: 50%; background: var(--accent); border: 2px solid var(--card); }
  .hint { display: none; color: var(--soft); font-size: .8rem; padding-left: var(--names); }
  .js .hint { display: block; }
  .instant { display: grid; grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); gap: 2rem;
    margin-top: 1.3rem; }
  .instant h3 { margin-bottom: .5rem; }
  .counts td, .counts thead th { text-align: right; padding: .12rem .5rem; }
  .counts th { overflow-wrap: normal; } .counts th[scope=row] { overflow-wrap: anywhere; }
  .counts thead th:first-child { text-align: left; }
  .counts thead { color: var(--soft); font-size: .84rem; }
  .counts th[scope=row], .counts thead th:first-child { padding-left: 0; }
  .counts tbody tr:last-child > * { border-top: 1px solid var(--line); }
  .counts .bar { width: 38%; padding-right: 0; } .bar div { display: flex; height: .8rem; }
  .bar .swatch { flex: none; height: 100%; }
  .sum { font-size: .9rem; color: var(--soft); margin-top: .4rem; }
  .scroll { max-height: 40rem; overflow: auto; }
  .near ol { list-style: none; margin: 0; padding: 0; font-size: .9rem; }
  .near li { padding: .12rem .4rem; }
  .near button { background: none; border: 0; padding: .12rem .4rem; text-align: left; width: 100%;
    cursor: pointer; display: grid; grid-template-columns: 5.2rem 1.3rem minmax(0, 1fr) auto; gap: .3rem;
    border-radius: 4px; }
  .js .near li { padding: 0; }
  .near button:hover { background: var(--page); }
  .near .future { color: var(--soft); }
  .near .latest { background: var(--tint); }
  .near time { color: inherit; }
  .near small { white-space: nowrap; }

  .curves { display: grid; grid-template-columns: 2.6rem minmax(0, 1fr); margin-top: .9rem; }
  .shares { position: relative; font-size: .78rem; color: var(--soft); }
  .shares span { position: absolute; right: .5rem; transform: translateY(-50%); }
  .field { position: relative; height: 230px; border-left: 1px solid var(--line);
    border-bottom: 1px solid var(--line); }
  .field svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: visible; }
  .below { grid-column: 2; }
  .curve { fill: none; stroke-width: 2.2; vector-effect: non-scaling-stroke; }
  .curve-0 { stroke: var(--curve-0); stroke-dasharray: 2 3; }
  .curve-1 { stroke: var(--curve-1); stroke-dasharray: 7 4; }
  .curve-2 { stroke: var(--curve-2); stroke-dasharray: 10 3 2 3; }
  .curve-3 { stroke: var(--curve-3); }
  .curve-4 { stroke: var(--curve-4); stroke-dasharray: 14 4; }
  .curve-5 { stroke: var(--curve-5); stroke-dasharray: 4 2 1 2; }
  .curve.raw { stroke: var(--soft); stroke-width: 1; }
  .cut { fill: none; stroke: var(--ink); stroke-width: 1.6; }
  .cut-mser { stroke-dasharray: 8 3; } .cut-welch { stroke-dasharray: 2 3; }
  .field .whisker { stroke-width: 3.5; stroke: var(--ink); }

  .filter { display: none; margin-bottom: .8rem; font-size: .9rem; }
  .js .filter { display: block; }
  .filter input { font: inherit; padding: .25rem .6rem; margin-left: .3rem; min-width: 16rem; max-width: 100%;
    border: 1px solid var(--line); border-radius: 6px; background: var(--page); color: inherit; }
  #shown { color: var(--soft); margin-left: .6rem; }
  .metrics { font-size: .86rem; }
  .metrics th { position: sticky; top: 0; background: var(--card); border-bottom: 2px solid var(--line);
    padding: .3rem .6rem; z-index: 1; }
  .metrics th button { background: none; border: 0; padding: 0; font-weight: 600; white-space: nowrap;
    pointer-events: none; }
  .js .metrics th button { cursor: pointer; pointer-events: auto; }
  .metrics th[aria-sort=ascending] button::after { content: " ▴"; }
  .metrics th[aria-sort=descending] button::after { content: " ▾"; }
  .metrics td { padding: .22rem .6rem; border-bottom: 1px solid var(--grid); white-space: nowrap; }
  .metrics td:nth-child(-n+3) { white-space: normal; min-width: 7rem; }
  .metrics td[data-value] { text-align: right; white-space: nowrap; }
  .notes h2 + dl { margin-top: .8rem; }
  .notes dl + h2 { margin-top: 1.8rem; }
  .notes > p { max-width: 52rem; margin-top: .5rem; }
  .notes dd, .notes > p { font-size: .93rem; }

  @media (max-width: 760px) {
    :root { --names: 7.4rem; }
    .lane .name { font-size: .8rem; padding-right: .4rem; }
    .marks .name small { display: none; }
    .tiles { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5rem), 1fr)); }
    .tiles li { padding: .6rem .7rem; } .tiles b { font-size: 1.4rem; }
    .counts .bar { width: 18%; } .counts td, .counts thead th { padding: .12rem .25rem; }
    header, main, footer { padding-left: .8rem; padding-right: .8rem; }
    main > section, .card { padding: 1.1rem .9rem; }
    h1 { font-size: 1.8rem; } .headline { font-size: 1.15rem; }
    dl { grid-template-columns: minmax(0, 1fr); gap: .1rem; } dd { margin-bottom: .6rem; }
    .instant { grid-template-columns: minmax(0, 1fr); gap: 1.2rem; }
    .beside { grid-template-columns: minmax(0, 1fr); } .compared .margin { min-width: 0; }
    .chart .figure .ci { display: block; min-width: 0; text-align: right; line-height: 1; font-size: .8em; padding-bottom: .25rem; }
    .chart th[scope=row], .chart.strips th[scope=row] { min-width: 5.4rem; max-width: 7rem;
      font-size: .82rem; white-space: normal; }
    .chart .end { display: none; }
    .hint { padding-left: 0; }
    .objectives tr { display: grid; grid-template-columns: 1fr auto; padding: .4rem 0;
      border-top: 1px solid var(--line); }
    .objectives td, .objectives th { height: auto !important; width: auto !important; }
    .objectives .picture { height: 26px !important; }
    .objectives .figure { grid-column: 1 / -1; text-align: left; padding: 0; }
    .objectives .figure .ci { display: inline; }
    .objectives.chart th[scope=row] { grid-column: 1 / -1; grid-row: 2; max-width: none; min-width: 0; }
  }
  @media print {
    :root { --page: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; color-scheme: light;
      --accent: #1d5f99; --serving: #8fb4d0; }
    body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
    .js .tools, .js .scrub, .js .hint, .js .filter { display: none; }
    main > section, .card { border: 0; padding: .6rem 0; break-inside: avoid-page; }
    section.all, section.notes { break-inside: auto; }
    .scroll { max-height: none; overflow: visible; }
    .metrics { font-size: 7.5pt; } .metrics th { position: static; }
    .metrics td, .metrics th { padding: .1rem .25rem; white-space: normal; }
    tr, .lane, .tiles li { break-inside: avoid; }
  }
  """#
