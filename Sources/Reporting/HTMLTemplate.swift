/// The report's HTML as a Mustache template over `HTMLPage`.
enum HTMLTemplate {
    static let text = head + icons + hero + glance + checks + HTMLSegmentTable.template + run

    private static let head = #"""
        <!DOCTYPE html>
        <html lang="{{pageLanguage}}">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{pageStyleHash}}'; img-src data:; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="dqaudit {{version}}">
        <title>{{pageWord}}: {{suiteName}} · dqaudit</title>
        <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='8' fill='{{pageColour}}'/%3E%3C/svg%3E">
        <style>{{{pageStyle}}}</style>
        </head>
        <body>

        """#

    /// Drawn once, used by name.
    private static let icons = #"""
        <svg class="symbols" aria-hidden="true" focusable="false">
        <symbol id="icon-pass" viewBox="0 0 20 20"><path d="M4.5 10.5l3.8 3.8 7.2-8"/></symbol>
        <symbol id="icon-warn" viewBox="0 0 20 20"><path d="M10 4.5v7M10 15.2v.3"/></symbol>
        <symbol id="icon-fail" viewBox="0 0 20 20"><path d="M5.5 5.5l9 9M14.5 5.5l-9 9"/></symbol>
        <symbol id="icon-learning" viewBox="0 0 20 20"><path d="M10 2.6a7.4 7.4 0 1 0 .01 0M10 6v4.3l2.8 1.8"/></symbol>
        <symbol id="icon-unknown" viewBox="0 0 20 20"><path d="M7.2 7.6c.2-1.7 1.4-2.6 2.9-2.6 1.6 0 2.8 1 2.8 2.5 0 2.1-2.9 2.2-2.9 4.4M10 15.2v.3"/></symbol>
        </svg>

        """#

    private static let hero = #"""
        <header class="page hero {{pageClass}}">
        <p class="brand">dqaudit <span>data quality report</span></p>
        <div class="verdict">
        <span class="seal"><svg class="icon" aria-hidden="true"><use href="#icon-{{pageClass}}"/></svg></span>
        <div>
        <h1><bdi>{{suiteName}}</bdi> <span class="word">{{pageWord}}</span></h1>
        <p class="headline">{{headline}}</p>
        </div>
        </div>
        {{#runReason}}
        <p class="reason">{{.}}</p>
        {{/runReason}}
        <p class="where"><bdi>{{namespace}}</bdi><time datetime="{{pageTimeISO}}">{{pageTime}}</time></p>
        <ul class="tiles">
        {{#tiles}}
        <li class="{{tileClass}}"><strong>{{tileNumber}}</strong> {{tileWord}}</li>
        {{/tiles}}
        </ul>
        </header>
        <main class="page">

        """#

    private static let glance = #"""
        {{#hasCards}}
        <section aria-labelledby="glance">
        <h2 id="glance">At a glance</h2>
        <ol class="glance card">
        {{#cards}}
        <li class="{{cardClass}}"><a href="#check-{{cardNumber}}">
        <span class="badge {{cardClass}}"><svg class="icon" aria-hidden="true"><use href="#icon-{{cardClass}}"/></svg>{{cardWord}}</span>
        <span class="name"><bdi>{{checkName}}</bdi>{{#segmentName}} <span class="segment"><bdi>{{.}}</bdi></span>{{/segmentName}}</span>
        <span class="amount">{{valueText}}</span>
        <span class="bound"><span>{{mainBound}}</span>{{#mainHeadroom}}<em>{{.}}</em>{{/mainHeadroom}}</span>
        </a></li>
        {{/cards}}
        </ol>
        </section>
        <section aria-labelledby="checks">
        <h2 id="checks">Checks</h2>

        """#

    private static let checks = #"""
        {{#cards}}
        <article class="card check {{cardClass}}" id="check-{{cardNumber}}" aria-labelledby="name-{{cardNumber}}">
        <header>
        <div>
        <h3 id="name-{{cardNumber}}"><bdi>{{checkName}}</bdi>{{#segmentName}} <span class="segment"><bdi>{{.}}</bdi></span>{{/segmentName}}</h3>
        {{#checkKind}}
        <p class="kind">{{.}}</p>
        {{/checkKind}}
        {{#checkDescription}}
        <p class="description">{{.}}</p>
        {{/checkDescription}}
        </div>
        <span class="badge {{cardClass}}"><svg class="icon" aria-hidden="true"><use href="#icon-{{cardClass}}"/></svg>{{cardWord}}</span>
        </header>
        <div class="measure">
        <p class="value">{{valueText}}</p>
        {{#scale}}
        <svg class="scale" width="100%" height="52" role="img" aria-label="{{scaleLabel}}">
        <rect class="track" x="0" y="19" width="100%" height="10" rx="5"/>
        {{#zones}}
        <rect class="zone {{zoneClass}}" x="{{zoneX}}" y="19" width="{{zoneWidth}}" height="10" rx="5"/>
        {{/zones}}
        {{#ticks}}
        <line class="tick" x1="{{tickX}}" x2="{{tickX}}" y1="16" y2="32"/>
        <text x="{{tickX}}" y="{{tickY}}" text-anchor="{{tickAnchor}}">{{tickText}}</text>
        {{/ticks}}
        <circle class="marker" cx="{{markerX}}" cy="24" r="7"/>
        </svg>
        {{/scale}}
        </div>
        {{#checkReason}}
        <p class="reason">{{.}}</p>
        {{/checkReason}}
        {{#hasBounds}}
        <ul class="bounds" aria-label="Thresholds">
        {{#bounds}}
        <li class="{{boundClass}}">{{boundText}}{{#boundHeadroom}} <strong>{{.}}</strong>{{/boundHeadroom}}</li>
        {{/bounds}}
        </ul>
        {{/hasBounds}}
        {{^hasBounds}}
        <p class="quiet">No threshold: measured and reported, not judged.</p>
        {{/hasBounds}}
        {{#hasMeasurements}}
        <dl class="numbers">
        {{#measurements}}
        <div><dt>{{measurementName}}</dt><dd>{{measurementText}}</dd></div>
        {{/measurements}}
        </dl>
        {{/hasMeasurements}}
        {{#hasFields}}
        <h4>Fields</h4>
        <ul class="fields">
        {{#fields}}
        <li>
        <p class="line"><span class="path"><bdi>{{fieldName}}</bdi>{{#fieldWord}} <span class="mini {{fieldClass}}">{{.}}</span>{{/fieldWord}}</span><span class="share">{{fieldShare}}</span></p>
        <svg class="bar" width="100%" height="8" role="img" aria-label="{{fieldLabel}}">
        {{#segments}}
        <rect class="{{segmentClass}}" x="{{segmentX}}" y="0" width="{{segmentWidth}}" height="8"/>
        {{/segments}}
        </svg>
        <p class="parts"><span>{{fieldCells}} present</span>{{#parts}}<span class="part {{partClass}}">{{partText}}</span>{{/parts}}{{#wrongType}}<span class="wrong">{{.}}</span>{{/wrongType}}{{#fieldBound}}<span>{{.}}</span>{{/fieldBound}}{{#typeMix}}<span class="types">{{.}}</span>{{/typeMix}}</p>
        </li>
        {{/fields}}
        </ul>
        {{/hasFields}}
        {{#hasRules}}
        <h4>Rules</h4>
        <ul class="rules">
        {{#rules}}
        <li class="{{ruleClass}}">
        <p class="line"><span class="path"><bdi>{{ruleName}}</bdi>{{#ruleWord}} <span class="mini {{wordClass}}">{{.}}</span>{{/ruleWord}}</span><span class="share">{{ruleCount}}{{#ruleShare}} <small>{{.}}</small>{{/ruleShare}}</span></p>
        <svg class="bar" width="100%" height="6" aria-hidden="true"><rect class="rail" x="0" y="0" width="100%" height="6" rx="3"/><rect class="damage" x="0" y="0" width="{{ruleWidth}}" height="6" rx="3"/></svg>
        {{#hasNotes}}
        <p class="parts">{{#notes}}<span>{{noteText}}</span>{{/notes}}</p>
        {{/hasNotes}}
        </li>
        {{/rules}}
        </ul>
        {{/hasRules}}
        {{#chart}}
        <h4>Day by day</h4>
        <svg class="chart" width="100%" height="174" role="img" aria-label="{{chartLabel}}">
        {{#bars}}
        {{#barDot}}
        <line class="stem" x1="{{barMiddle}}" x2="{{barMiddle}}" y1="{{.}}" y2="150"/>
        {{/barDot}}
        {{^barDot}}
        <rect class="day {{barClass}}" x="{{barX}}" y="{{barY}}" width="{{barWidth}}" height="{{barHeight}}" rx="3"/>
        {{/barDot}}
        {{#barDay}}
        <text class="axis" x="{{barMiddle}}" y="168" text-anchor="middle">{{.}}</text>
        {{/barDay}}
        {{/bars}}
        {{#bandHeight}}
        <rect class="band" x="0" y="{{bandY}}" width="100%" height="{{bandHeight}}"/>
        {{/bandHeight}}
        <line class="ground" x1="0" x2="100%" y1="150" y2="150"/>
        {{#centerY}}
        <line class="center" x1="0" x2="100%" y1="{{.}}" y2="{{.}}"/>
        {{/centerY}}
        {{#bars}}
        {{#barDot}}
        <circle class="day {{barClass}}" cx="{{barMiddle}}" cy="{{.}}" r="7"/>
        {{/barDot}}
        {{#barText}}
        <text class="count" x="{{barMiddle}}" y="{{barTextY}}" text-anchor="middle">{{.}}</text>
        {{/barText}}
        {{/bars}}
        </svg>
        <p class="parts legend"><span class="part judged {{cardClass}}">judged</span><span class="part baseline">baseline</span>{{#hasExcluded}}<span class="part excluded">not used</span>{{/hasExcluded}}{{#bandHeight}}<span class="part band">band that passes</span>{{/bandHeight}}{{#centerY}}<span class="part center">usual</span>{{/centerY}}</p>
        {{#baselineText}}
        <p class="quiet">{{.}}{{#axisNote}}. {{.}}{{/axisNote}}</p>
        {{/baselineText}}
        <details>
        <summary>The days as a table</summary>
        <table><thead><tr><th scope="col">Day</th><th scope="col">Documents</th><th scope="col">Use</th></tr></thead><tbody>
        {{#dayRows}}
        <tr><th scope="row">{{dayName}}</th><td>{{dayCount}}</td><td>{{dayRole}}</td></tr>
        {{/dayRows}}
        </tbody></table>
        </details>
        {{/chart}}
        {{^chart}}
        {{#baselineText}}
        <p class="quiet">{{.}}</p>
        {{/baselineText}}
        {{/chart}}
        {{#evidence}}
        <details>
        <summary>{{evidenceTitle}}</summary>
        {{#evidenceSections}}
        <section class="evidence">
        <h4><bdi>{{evidenceAbout}}</bdi>{{#evidenceKey}} <code>{{.}}</code>{{/evidenceKey}}</h4>
        {{#queries}}
        <p class="query"><span>{{queryTitle}}</span> <code>{{queryText}}</code></p>
        {{/queries}}
        <ul>
        {{#evidenceRows}}
        <li><code>{{evidenceIDs}}</code>{{#evidenceProblem}} <span>{{.}}</span>{{/evidenceProblem}}{{#evidenceValue}} <code class="value">{{.}}</code>{{/evidenceValue}}</li>
        {{/evidenceRows}}
        </ul>
        </section>
        {{/evidenceSections}}
        </details>
        {{/evidence}}
        </article>
        {{/cards}}
        </section>
        {{/hasCards}}

        """#

    private static let run = #"""
        <section aria-labelledby="run">
        <h2 id="run">The run</h2>
        <dl class="card facts">
        {{#facts}}
        <div><dt>{{factName}}</dt><dd>{{factText}}</dd></div>
        {{/facts}}
        </dl>
        </section>
        {{#hasDeliveries}}
        <section aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        <ul class="card deliveries">
        {{#deliveries}}
        <li><span class="badge {{deliveryClass}}"><svg class="icon" aria-hidden="true"><use href="#icon-{{deliveryIcon}}"/></svg><bdi>{{deliverySink}}</bdi></span> {{deliveryText}}</li>
        {{/deliveries}}
        </ul>
        </section>
        {{/hasDeliveries}}
        </main>
        <footer class="page"><p>Written by dqaudit {{version}} for run {{runName}}. This page makes no request.</p></footer>
        </body>
        </html>

        """#
}
