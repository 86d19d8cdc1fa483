package org.cam4j.experiments.report;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.cam4j.training.run.RunFolder;

/** A page of headings, paragraphs, tables and pictures in one file that needs no network; pictures lie beside it or in it. Every text is escaped. */
public final class HtmlPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 74rem; margin: 2rem auto; padding: 0 1rem; }
            table { display: block; overflow-x: auto; border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; white-space: nowrap; }
            th, td { padding: .3rem .8rem; border-bottom: 1px solid #8886; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            figure { margin: 1rem 0; }
            figcaption { color: #888; }
            img { max-width: 100%; height: auto; }
            pre { padding: .6rem .8rem; background: #8882; white-space: pre-wrap; overflow-wrap: anywhere; }
            p, h1, h2, h3, figcaption { overflow-wrap: anywhere; }
            table.wide { font-size: .72rem; line-height: 1.3; white-space: normal; }
            table.wide th, table.wide td { padding: .3rem .25rem; }
            table.facts { display: table; width: 100%; table-layout: fixed; white-space: normal; }
            table.facts th { width: 14rem; font-weight: normal; vertical-align: top; }
            table.facts td { text-align: left; }
            table.facts th, table.facts td { overflow-wrap: anywhere; }
            @media (max-width: 40rem) { table.facts th { width: 30%; } }
            @media print {
              body { max-width: none; margin: 0; padding: 0; font-size: 10pt; }
              table { display: table; white-space: normal; font-size: 8pt; }
              th, td { padding: .15rem .4rem; }
              table.wide { width: 100%; table-layout: auto; font-size: 6pt; }
              table.wide th, table.wide td { padding: .1rem .12rem; }
              table.facts th { width: 38mm; }
              thead { display: table-header-group; }
              h2, h3 { break-after: avoid; }
              figure, tr, pre { break-inside: avoid; }
              figure img { max-height: 240mm; }
              @page { size: A4; margin: 12mm; }
            }
            """;

    /** Columns that a printed page has room for in ordinary type. */
    private static final int NARROW = 8;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    public HtmlPage(String title) {
        this.title = title;
        body.append("<h1>").append(escape(title)).append("</h1>\n");
    }

    /** Adds a heading of the second level. */
    public HtmlPage heading(String text) {
        body.append("<h2>").append(escape(text)).append("</h2>\n");
        return this;
    }

    /** Adds a heading of the third level. */
    public HtmlPage subheading(String text) {
        body.append("<h3>").append(escape(text)).append("</h3>\n");
        return this;
    }

    /** Adds what is typed into a terminal. */
    public HtmlPage command(String text) {
        body.append("<pre><code>").append(escape(text)).append("</code></pre>\n");
        return this;
    }

    /** Adds a paragraph. */
    public HtmlPage paragraph(String text) {
        body.append("<p>").append(escape(text)).append("</p>\n");
        return this;
    }

    /** Adds names with what they stand for, which may be long texts. */
    public HtmlPage facts(Map<String, String> facts) {
        body.append("<table class=\"facts\">\n<tbody>\n");
        facts.forEach((name, value) -> body.append("<tr><th scope=\"row\">")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(value))
                .append("</td></tr>\n"));
        body.append("</tbody>\n</table>\n");
        return this;
    }

    /** Adds a table whose first column holds names and whose others hold numbers; one of many columns gets a smaller type. */
    public HtmlPage table(Table table) {
        body.append(table.header().size() > NARROW ? "<table class=\"wide\">\n<thead><tr>" : "<table>\n<thead><tr>");
        table.header().forEach(cell -> body.append("<th>").append(escape(cell)).append("</th>"));
        body.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : table.rows()) {
            body.append("<tr>");
            row.forEach(cell -> body.append("<td>").append(escape(cell)).append("</td>"));
            body.append("</tr>\n");
        }
        body.append("</tbody>\n</table>\n");
        return this;
    }

    /** Adds a picture with its caption. */
    public HtmlPage picture(String relativePath, String caption) {
        return image(escape(url(relativePath)), caption);
    }

    /**
     * Adds a picture that becomes part of the page.
     *
     * @param type of the content, such as {@code image/png}
     */
    public HtmlPage embedded(byte[] content, String type, String caption) {
        return image("data:" + type + ";base64," + Base64.getEncoder().encodeToString(content), caption);
    }

    private HtmlPage image(String source, String caption) {
        body.append("<figure><img src=\"")
                .append(source)
                .append("\" alt=\"")
                .append(escape(caption))
                .append("\"><figcaption>")
                .append(escape(caption))
                .append("</figcaption></figure>\n");
        return this;
    }

    /** Writes the page into the folder, whole or not at all. */
    public void write(RunFolder folder, String name) throws IOException {
        String page = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + escape(title)
                + "</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<style>\n" + STYLE
                + "</style></head>\n<body>\n" + body + "</body>\n</html>\n";
        folder.writeText(name, page);
    }

    /** A path as a relative URL: these characters of a file's name would end the path. */
    private static String url(String path) {
        return path.replace("%", "%25").replace("#", "%23").replace("?", "%3F");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
