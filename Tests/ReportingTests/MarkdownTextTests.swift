import Testing

@testable import Reporting

@Suite struct MarkdownTextTests {
    @Test(arguments: [
        ("products", "products"), ("97.2 % of 3", "97\\.2 % of 3"), ("<b>&amp;", "\\<b\\>\\&&#8203;amp;"),
        ("@octocat", "\\@&#8203;octocat"), ("#12 and GH", "\\#&#8203;12 and GH"), ("a|b", "a\\|b"),
        ("https://x.example", "https\\:&#8203;//x\\.example"), ("www.x.example", "www\\.&#8203;x\\.example"),
        ("[x](y)", "\\[x\\]\\(y\\)"), ("- a\nb", "\\- a\\\\u\\{A\\}b"), ("*_`~", "\\*\\_\\`\\~"),
    ])
    func `escaped text is itself`(text: String, escaped: String) {
        #expect(MarkdownText.escaped(text) == escaped)
    }

    @Test(arguments: [
        ("invalid_records", "`invalid_records`"), ("@all <b>", "`@all <b>`"), ("a`b", "<code>a&#96;b</code>"),
        ("a|b", "<code>a&#124;b</code>"), ("a\\", "<code>a&#92;</code>"), ("", "<code></code>"),
        (" ", "<code> </code>"), ("a\u{1B}[2J", "<code>a&#92;u&#123;1B&#125;&#91;2J</code>"),
        ("</code>`", "<code>&#60;&#47;code&#62;&#96;</code>"),
    ])
    func `a name is code`(text: String, code: String) {
        #expect(MarkdownText.code(text) == code)
    }
}
