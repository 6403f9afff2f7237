/// The style sheet of the HTML report.
enum HTMLStyle {
    /// What the content security policy allows: the style sheet below and nothing else. A test computes it anew.
    static let hash = "sha256-viHmLnx3dKr3q6t7qOx6eOqRb9kLY7v4SVbkqls/XGo="

    static let text = #"""
        :root{color-scheme:light dark;--page:#f4f5f8;--card:#fff;--ink:#14171f;--soft:#566070;--line:#e2e5ec;--rail:#e9ecf1;
        --accent:#3557c5;--pass:#14743f;--warn:#8f5400;--fail:#c01f2b;--learning:#1d5fc0;--unknown:#7238ad;--pass-tint:#e3f4ea;
        --warn-tint:#fdf0d5;--fail-tint:#fde8e8;--learning-tint:#e4eefc;--unknown-tint:#f1e7fb;--present:#2f9b77;--wrong:#c94f00;
        --absent:#7a8494;--null:#7a5fd0;--empty:#e3a72c;--nan:#cc6ea5;--placeholder:#4fa3dc;--band:#2f9b772e;--day:#a3afc4;
        --shadow:0 1px 2px #10182814,0 4px 16px #1018280d}
        @media screen and (prefers-color-scheme:dark){:root{--page:#0e1116;--card:#171b22;--ink:#e9ecf2;--soft:#a9b2c0;--line:#2a303b;
        --rail:#2a303b;--accent:#8fb0ff;--pass:#58cc93;--warn:#f2b455;--fail:#ff8585;--learning:#8bb8ff;--unknown:#cda2f7;
        --pass-tint:#14301f;--warn-tint:#352607;--fail-tint:#3b1719;--learning-tint:#162842;--unknown-tint:#2d1b40;--present:#3aa883;
        --wrong:#f07c35;--absent:#7d8799;--null:#9c84e6;--empty:#e6b04a;--nan:#dd83b6;--placeholder:#63b2e8;--band:#3aa88333;--day:#566176;
        --shadow:none}}
        *{box-sizing:border-box;margin:0;padding:0}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-behavior:smooth}
        body{background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,
        "Noto Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere;-webkit-font-smoothing:antialiased}
        .page{max-width:1040px;margin:0 auto;padding:0 24px}
        main:focus{outline:none}
        ul,ol{list-style:none}
        h1,h2,h3,h4{line-height:1.25;text-wrap:balance}
        h2{font-size:1.25rem;margin:44px 0 16px;letter-spacing:-.01em}
        h3{font-size:1.2rem;letter-spacing:-.01em}
        h4{font-size:.875rem;font-weight:600;color:var(--soft);margin:28px 0 12px}
        a{color:inherit}
        a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:8px}
        .glance a:focus-visible{outline-offset:-3px;border-radius:16px}
        .skip{position:absolute;left:16px;top:-60px;z-index:1;padding:10px 18px;border-radius:8px;background:var(--accent);color:var(--card);
        font-weight:600}
        .skip:focus{top:12px}
        code{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        .symbols{position:absolute;width:0;height:0}
        .icon{width:1.1em;height:1.1em;fill:none;stroke:currentColor;stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round;flex:none}
        .card{background:var(--card);border:1px solid var(--line);border-radius:16px;box-shadow:var(--shadow)}
        .pass{--tone:var(--pass);--tint:var(--pass-tint)}
        .warn{--tone:var(--warn);--tint:var(--warn-tint)}
        .fail{--tone:var(--fail);--tint:var(--fail-tint)}
        .learning{--tone:var(--learning);--tint:var(--learning-tint)}
        .unknown{--tone:var(--unknown);--tint:var(--unknown-tint)}
        .plain{--tone:var(--ink);--tint:transparent}
        .hero{padding-top:32px}
        .brand{font-weight:700;font-size:.9375rem;letter-spacing:-.01em}
        .brand span{font-weight:400;color:var(--soft);margin-left:6px}
        .verdict{display:flex;align-items:center;gap:20px;margin-top:28px}
        .seal{display:grid;place-items:center;flex:none;width:72px;height:72px;border-radius:50%;background:var(--tone);color:var(--card)}
        .seal .icon{width:42px;height:42px;stroke-width:2}
        h1{font-size:clamp(1.6rem,5vw,2.25rem);letter-spacing:-.02em}
        h1 .word{color:var(--tone)}
        .headline{font-size:1.125rem;color:var(--soft)}
        .story{margin-top:20px;max-width:52em;font-size:1.1875rem;line-height:1.5;text-wrap:pretty}
        .hero .reason{margin-top:20px;padding:16px 20px;border-radius:12px;background:var(--tint);font-size:1.0625rem}
        .where{display:flex;flex-wrap:wrap;gap:4px 20px;margin-top:16px;color:var(--soft)}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;margin-top:20px}
        .tiles li{max-width:240px;overflow-wrap:normal;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:14px 18px;
        color:var(--soft);font-size:.9375rem;box-shadow:var(--shadow)}
        .tiles strong{display:block;font-size:1.625rem;line-height:1.3;letter-spacing:-.02em;color:var(--tone)}
        .badge{display:inline-flex;align-items:center;gap:5px;padding:3px 11px 3px 8px;border-radius:16px;background:var(--tint);
        color:var(--tone);font-size:.875rem;font-weight:600;white-space:nowrap}
        .segment,.mini{display:inline-block;padding:0 8px;border-radius:6px;background:var(--tint,var(--rail));color:var(--tone,var(--soft));
        font-size:.8125rem;font-weight:600}
        .long summary{font-size:inherit;color:inherit;font-weight:inherit}
        .long small{font-weight:400;color:var(--soft)}
        .long{margin:0}
        .glance{overflow:hidden}
        .glance li+li{border-top:1px solid var(--line)}
        .glance a{display:grid;grid-template-columns:128px 1fr .85fr 2.3fr;gap:4px 16px;align-items:center;padding:13px 20px;
        text-decoration:none}
        .glance a:hover{background:var(--page)}
        .glance .badge{justify-self:start}
        .glance .name{font-weight:600}
        .glance .amount{font-weight:600;white-space:nowrap}
        .glance .bound{display:flex;flex-wrap:wrap;gap:0 12px;color:var(--soft)}
        .bounds strong{white-space:nowrap}
        .glance em{font-style:normal;font-weight:500;color:var(--tone)}
        .glance .more{display:block!important;color:var(--soft);text-decoration:underline;grid-column:1/-1}
        .glance .pass em{color:var(--soft)}
        .changes{padding:8px 24px 18px}
        .changes li{display:grid;grid-template-columns:22px 1fr;gap:8px;align-items:start;padding-top:9px}
        .changes li .icon{margin-top:3px;color:var(--tone)}
        .moved{color:var(--soft);text-align:center}
        .none{margin-top:8px}
        .check{padding:24px;scroll-margin-top:16px}
        .check+.check{margin-top:20px}
        .check>header{display:flex;justify-content:space-between;align-items:flex-start;gap:16px}
        .kind{color:var(--soft);font-size:.875rem}
        .description{color:var(--soft);margin-top:2px}
        .measure{display:grid;grid-template-columns:minmax(230px,auto) 1fr;gap:8px 32px;align-items:center;margin-top:16px}
        .value{font-size:2rem;font-weight:700;line-height:1.2;letter-spacing:-.025em}
        .check.fail .value,.check.warn .value,.check.unknown .value{color:var(--tone)}
        .change{color:var(--soft);font-size:.9375rem}
        svg text{fill:var(--soft);font-size:12px}
        .scale,.chart,.spark{overflow:visible;display:block}
        .track{fill:var(--present)}
        .zone{stroke:var(--card);stroke-width:1.5}
        .zone.warn{fill:var(--empty)}
        .zone.fail{fill:var(--fail)}
        .tick{stroke:var(--soft);stroke-width:1.5}
        .marker{fill:var(--card);stroke:var(--ink);stroke-width:3.5}
        .check .reason{margin-top:16px;padding:12px 16px;border-radius:10px;background:var(--tint)}
        .check.pass .reason{background:var(--page)}
        .bounds{display:flex;flex-wrap:wrap;gap:8px;margin-top:16px}
        .bounds li{padding:4px 12px;border:1px solid var(--line);border-radius:16px;font-size:.875rem;color:var(--soft)}
        .bounds strong{margin-left:6px;color:var(--tone);font-weight:600}
        .quiet{margin-top:12px;color:var(--soft);font-size:.9375rem}
        .past{margin-top:22px}
        .past figcaption,.ends{color:var(--soft);font-size:.875rem}
        .past figcaption{margin-bottom:4px;font-weight:600}
        .ends{display:flex;justify-content:space-between;gap:4px 16px}
        .ends .parts{margin:0}
        .past details{margin-top:6px}
        .runs{fill:none;stroke:var(--soft);stroke-width:1.75;stroke-linejoin:round;vector-effect:non-scaling-stroke}
        circle.run{fill:var(--soft)}
        circle.last{fill:var(--tone)}
        circle.now{fill:var(--card);stroke:var(--tone);stroke-width:1.75}
        .limit{stroke-width:1.25;stroke-dasharray:5 4}
        .limit.fail{stroke:var(--fail)}
        .limit.warn{stroke:var(--warn)}
        #mark-fail{fill:none;stroke:var(--fail);stroke-width:2.5;stroke-linecap:round}
        #mark-warn{fill:var(--warn)}
        #mark-unknown{fill:var(--unknown)}
        .numbers,.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(170px,1fr));gap:14px 24px}
        .numbers{margin-top:20px;padding-top:18px;border-top:1px solid var(--line)}
        dt{color:var(--soft);font-size:.875rem}
        dd{font-weight:600}
        .run{padding:22px 24px}
        .run h3{font-size:1rem;margin-bottom:10px}
        .run h3:not(:first-child){margin-top:24px;padding-top:20px;border-top:1px solid var(--line)}
        .facts dd{font-weight:500}
        .reference{display:block}
        .fields li+li{margin-top:20px}
        .rules li+li{margin-top:14px}
        .line{display:flex;justify-content:space-between;align-items:baseline;gap:16px;margin-bottom:5px}
        .path{font-weight:600}
        .rules .line,.fields .line{flex-wrap:wrap;gap:0 16px}
        .share{font-weight:600;text-align:right;max-width:100%;margin-left:auto}
        .share small{font-size:.875rem;font-weight:400;color:var(--soft);margin-left:6px}
        .kept .path,.kept .share{font-weight:400;color:var(--soft)}
        .bar{display:block;border-radius:4px}
        .fields .bar rect{stroke:var(--card);stroke-width:1px}
        .bar .present{fill:var(--present)}
        .bar .wrong{fill:var(--wrong)}
        .bar .absent{fill:var(--absent)}
        .bar .null{fill:var(--null)}
        .bar .empty{fill:var(--empty)}
        .bar .nan{fill:var(--nan)}
        .bar .placeholder{fill:var(--placeholder)}
        .bar .rail{fill:var(--rail)}
        .bar .damage{fill:var(--fail)}
        .parts{display:flex;flex-wrap:wrap;gap:2px 16px;margin-top:6px;color:var(--soft);font-size:.875rem}
        .part::before{content:"";display:inline-block;width:9px;height:9px;margin-right:6px;border-radius:3px;background:var(--swatch)}
        .part.present{--swatch:var(--present)}
        .part.wrong{--swatch:var(--wrong)}
        .part.absent{--swatch:var(--absent)}
        .part.null{--swatch:var(--null)}
        .part.empty{--swatch:var(--empty)}
        .part.nan{--swatch:var(--nan)}
        .part.placeholder{--swatch:var(--placeholder)}
        .part.judged{--swatch:var(--tone)}
        .part.baseline{--swatch:var(--day)}
        .part.band{--swatch:var(--band)}
        .part.center{--swatch:var(--present)}
        .part.center::before{height:2px;border-radius:0;vertical-align:middle;width:14px}
        .part.limit::before{width:14px;height:0;border-radius:0;vertical-align:middle;background:none;border-top:2px dashed var(--tone)}
        .part.excluded::before{background:var(--day);opacity:.45}
        .chart{margin-top:4px}
        .band{fill:var(--band)}
        .day.baseline{fill:var(--day)}
        .day.judged{fill:var(--tone)}
        .day.excluded{fill:var(--day);opacity:.45}
        .stem{stroke:var(--line);stroke-width:2}
        circle.day{stroke:var(--card);stroke-width:2}
        .ground{stroke:var(--line)}
        .center{stroke:var(--present);stroke-width:2;stroke-dasharray:6 5}
        .count{fill:var(--ink);font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:3px}
        details{margin-top:14px}
        summary{cursor:pointer;color:var(--accent);font-size:.9375rem;font-weight:500;width:fit-content;max-width:100%}
        table{border-collapse:collapse;margin-top:10px;font-size:.9375rem}
        th,td{padding:5px 28px 5px 0;text-align:left;border-bottom:1px solid var(--line);font-weight:400}
        thead th{color:var(--soft);font-size:.875rem}
        td:nth-child(2),th:nth-child(2){text-align:right}
        .heat{padding:6px 24px 20px}
        .scroll{position:relative;overflow-x:auto}
        .heat table{width:100%;font-size:.875rem}
        .heat th,.heat td{padding:5px 7px;overflow-wrap:normal}
        .heat thead th{vertical-align:bottom;overflow-wrap:break-word}
        .heat td a{color:inherit}
        .heat tbody th{position:sticky;left:0;max-width:18em;min-width:min(9em,30vw);background:var(--card);font-weight:600;padding-left:0;overflow-wrap:anywhere}
        .heat td{white-space:nowrap;text-align:right}
        .heat th:nth-child(n+2){text-align:right}
        .heat td+td{border-left:2px solid var(--card);border-bottom:2px solid var(--card)}
        .heat b{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
        .heat small{display:block;font-size:.75rem}
        .p{background:var(--pass-tint)}
        .w{background:var(--warn-tint);color:var(--warn);font-weight:600}
        .f{background:var(--fail-tint);color:var(--fail);font-weight:600}
        .u{background:var(--unknown-tint);color:var(--unknown);font-weight:600}
        .l{background:var(--learning-tint);color:var(--learning)}
        .w::before,.f::before,.u::before,.l::before{margin-right:5px;font-weight:700}
        .f::before{content:"✕";content:"✕"/""}
        .w::before{content:"▲";content:"▲"/""}
        .u::before{content:"?";content:"?"/""}
        .l::before{content:"…";content:"…"/""}
        .keys{display:flex;flex-wrap:wrap;gap:6px 10px;margin-top:10px;font-size:.8125rem}
        .key{padding:1px 9px;border-radius:5px}
        .evidence{margin-top:14px}
        .evidence h4{margin:0;font-size:.9375rem;font-weight:600}
        .query{margin:6px 0;font-size:.875rem;color:var(--soft)}
        .query code{display:block;margin-top:2px;padding:6px 10px;border:1px solid var(--line);border-radius:6px;font-size:.8125rem;color:var(--ink);
        white-space:pre-wrap;user-select:all}
        .ids{font-size:.9375rem}
        .ids li{padding:3px 0}
        .fields .ids li+li,.rules .ids li+li{margin-top:0}
        .ids span{color:var(--soft);margin-left:8px}
        .ids .shown{color:var(--soft);margin-left:8px}
        .deliveries li+li{margin-top:10px}
        .deliveries .badge{margin-right:8px;white-space:normal}
        footer{margin-top:44px!important;padding-bottom:40px!important;color:var(--soft);font-size:.875rem}
        @supports (grid-template-columns:subgrid){@media (min-width:681px),print{
        .glance{display:grid;grid-template-columns:auto fit-content(34%) auto minmax(190px,1fr)}
        .glance li,.glance a{display:grid;grid-column:1/-1;grid-template-columns:subgrid}.glance a{column-gap:28px}}}
        @media (max-width:680px){.page{padding:0 16px}.hero{padding-top:20px}.verdict{gap:14px;margin-top:20px}
        .seal{width:54px;height:54px}.seal .icon{width:32px;height:32px}.headline{font-size:1rem}.story{font-size:1.0625rem}h2{margin-top:36px}
        .tiles{grid-template-columns:repeat(auto-fit,minmax(104px,1fr));gap:8px}.tiles li{padding:10px 13px}.tiles strong{font-size:1.375rem}
        .glance a{grid-template-columns:1fr auto;padding:13px 16px}.glance .badge{grid-column:2;grid-row:1;justify-self:end}
        .glance .name{grid-column:1;grid-row:1}.glance .amount{grid-column:1/3}.glance .bound{grid-column:1/3;font-size:.9375rem}
        .bounds strong{white-space:normal}.ends{flex-wrap:wrap}.ends .parts{order:1;flex-basis:100%}
        .check{padding:18px 16px}.changes{padding:6px 16px 14px}.heat{padding:4px 16px 16px}.measure{grid-template-columns:1fr}.value{font-size:1.75rem}
        .run{padding:16px}.numbers,.facts{grid-template-columns:1fr 1fr;gap:12px 16px}.facts{grid-template-columns:1fr}
        .facts div{display:flex;justify-content:space-between;gap:20px}.facts dt{flex:none;max-width:45%}.facts dd{text-align:right}
        svg text{font-size:11px}.count{font-size:10px;font-weight:500}}
        @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
        @media print{@page{size:A4;margin:14mm}
        :root{--page:#fff;--shadow:none}
        body{font-size:10pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .page{max-width:none;padding:0}
        .skip,.data{display:none}
        .hero{padding-top:0}
        .story{font-size:11.5pt}
        h2{margin:20pt 0 8pt;break-after:avoid}
        h3{break-after:avoid}
        h4{break-after:avoid;margin-top:14pt}
        .glance a{column-gap:16px!important;padding:7pt 12pt}
        .check{padding:14pt}
        .check>header,.measure,.numbers,.fields li,.rules li,.chart,.past,.glance li,.changes li,.facts div,.tiles,.bounds,tr{break-inside:avoid}
        .check>header,.measure,.line,.chart{break-after:avoid}
        .check:not(:has(.fields,.rules,.chart,details)),.deliveries{break-inside:avoid}
        .tiles{grid-template-columns:repeat(auto-fit,minmax(105px,1fr))}.tiles strong{font-size:1.3rem}
        .scroll{overflow:visible}
        .heat{padding:4pt 10pt 10pt}
        .heat table{font-size:8pt}
        .heat th,.heat td{padding:2pt 4pt;white-space:normal}
        .heat thead th{max-width:none;font-size:7.5pt}
        .heat tbody th{position:static;min-width:11em;max-width:none}
        .heat small{font-size:6.5pt}
        details::details-content{content-visibility:visible;display:block;block-size:auto}
        summary{color:var(--soft);list-style:none}
        a{text-decoration:none}
        footer{margin-top:20pt!important;padding-bottom:0!important}}
        """#
}
