/// What the index page adds to the style sheet of the reports, whose colours it takes.
enum ReportIndexStyle {
    /// What the content security policy allows besides the reports' own style sheet. A test computes it anew.
    static let hash = "sha256-Nd8J4iKdCgtBjSbDcMXqK9p9Qykc0e1m/v1MXY0w6y0="

    static let text = #"""
        .index .drawings{position:absolute}
        .index .top,.index main,.index .end{max-width:1000px;margin:0 auto;padding:0 24px}
        .index .top{padding-top:32px}
        .index .maker{font-weight:700;font-size:.9375rem}
        .index .maker span{font-weight:400;color:var(--soft);margin-left:6px}
        .index h1{font-size:clamp(1.6rem,5vw,2.25rem);letter-spacing:-.02em;margin:24px 0 4px}
        .index .newest{color:var(--soft);font-size:1.125rem;margin-bottom:28px}
        .suites{background:var(--card);border:1px solid var(--line);border-radius:16px;box-shadow:var(--shadow);overflow:hidden}
        .suites li{display:grid;grid-template-columns:128px minmax(0,1fr) 180px minmax(0,1.6fr);gap:6px 20px;align-items:center;
        padding:16px 20px;position:relative}
        .suites li+li{border-top:1px solid var(--line)}
        .suites li:hover{background:var(--page)}
        .suites p{color:var(--soft);font-size:.9375rem}
        .suites h2{font-size:1.0625rem;margin:0;letter-spacing:0}
        .suites a{text-decoration:none}
        .suites a::after{content:"";position:absolute;inset:0}
        .suites a:focus-visible{outline:none}
        .suites a:focus-visible::after{outline:3px solid var(--accent);outline-offset:-3px;border-radius:8px}
        .suites .said{color:var(--ink)}
        .suites .fail .said,.suites .unknown .said{font-weight:600}
        .suites .said+p{display:flex;flex-wrap:wrap;gap:0 14px}
        .suites .late{color:var(--warn);font-weight:600}
        .state{display:inline-flex;align-items:center;gap:5px;justify-self:start;padding:3px 11px 3px 8px;border-radius:99px;
        background:var(--tint);color:var(--tone);font-size:.875rem;font-weight:600;white-space:nowrap}
        .sign{width:1.1em;height:1.1em;fill:none;stroke:currentColor;stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round;flex:none}
        .trend{width:100%;max-width:240px;height:24px;display:block}
        .trend path{fill:var(--tone)}
        .trend .pass{fill:var(--present)}
        .trend .unknown{fill:none;stroke:var(--tone);stroke-width:2}
        .trend .base{fill:none;stroke:var(--line)}
        .index .end{margin-top:32px;padding-bottom:40px;color:var(--soft);font-size:.875rem}
        @media (max-width:820px){.suites li{grid-template-columns:minmax(0,1fr) auto;padding:14px 16px}.suites .who{order:1}.state{order:2;
        justify-self:end}.suites .what{order:3;grid-column:1/-1}.suites .trend{order:4;grid-column:1/-1}
        .index .top,.index main,.index .end{padding:0 16px}.index .top{padding-top:20px}}
        @media print{.suites{break-inside:auto}.suites li{break-inside:avoid}.index .top,.index main,.index .end{max-width:none;padding:0}}
        """#
}
