/// The index page as a Mustache template over `ReportIndexContext`.
enum ReportIndexTemplate {
    static let text = #"""
        <!DOCTYPE html>
        <html lang="{{pageLanguage}}">
        <head>
        <meta charset="utf-8">
        {{{mark}}}
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '{{sharedStyleHash}}' '{{ownStyleHash}}'; base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="dqaudit {{version}}">
        <title>{{headline}} · {{pageTitle}}</title>
        <style>{{{sharedStyle}}}</style>
        <style>{{{ownStyle}}}</style>
        </head>
        <body class="index">
        <svg width="0" height="0" class="drawings" aria-hidden="true" focusable="false">
        <symbol id="sign-pass" viewBox="0 0 20 20"><path d="M4.5 10.5l3.8 3.8 7.2-8"/></symbol>
        <symbol id="sign-warn" viewBox="0 0 20 20"><path d="M10 4.5v7M10 15.2v.3"/></symbol>
        <symbol id="sign-fail" viewBox="0 0 20 20"><path d="M5.5 5.5l9 9M14.5 5.5l-9 9"/></symbol>
        <symbol id="sign-unknown" viewBox="0 0 20 20"><path d="M7.2 7.6c.2-1.7 1.4-2.6 2.9-2.6 1.6 0 2.8 1 2.8 2.5 0 2.1-2.9 2.2-2.9 4.4M10 15.2v.3"/></symbol>
        </svg>
        <header class="top">
        <p class="maker">dqaudit <span>{{brandText}}</span></p>
        <h1>{{headline}}</h1>
        {{#newestText}}
        <p class="newest">{{newestWord}} <time datetime="{{newestISO}}">{{newestText}}</time></p>
        {{/newestText}}
        </header>
        <main>
        <ul class="suites" aria-label="{{listLabel}}">
        {{#rows}}
        <li class="{{rowClass}}">
        <span class="state"><svg class="sign" aria-hidden="true"><use href="#sign-{{rowClass}}"/></svg>{{rowWord}}</span>
        <div class="who"><h2><a href="{{suiteLink}}"><bdi>{{suiteName}}</bdi></a></h2><p><bdi>{{suiteNamespace}}</bdi></p></div>
        <svg class="trend" viewBox="0 0 240 24" role="img" aria-label="{{trendLabel}}"><path class="base" d="M0 23.5h240"/>{{#trendBars}}<path class="{{barClass}}" d="{{barPath}}"/>{{/trendBars}}</svg>
        <div class="what"><p class="said">{{suiteHeadline}}</p>
        <p><time datetime="{{suiteTimeISO}}">{{suiteTime}}</time>{{#documentsText}}<span>{{.}}</span>{{/documentsText}}{{#ageText}}<span class="late">{{.}}</span>{{/ageText}}</p></div>
        </li>
        {{/rows}}
        </ul>
        </main>
        <footer class="end">dqaudit {{version}}</footer>
        </body>
        </html>

        """#
}
