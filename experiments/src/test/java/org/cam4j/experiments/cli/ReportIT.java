package org.cam4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report in a browser: nothing is cut off on a screen, on a telephone or on paper. Pictures of it stay in {@code target/browser}. */
@Tag("long")
class ReportIT {
    /** CSS pixels between the margins of a page of A4: 186 mm. */
    private static final int PAPER = 703;

    private static final int DESKTOP = 1280;
    private static final int TELEPHONE = 390;

    @TempDir
    private Path folder;

    @Test
    void everyColumnAndEveryLineOfTheProvenanceIsShown() throws IOException, InterruptedException {
        SmallTraining training = SmallTraining.write(folder.resolve("data"));
        Path run = folder.resolve("run");
        assertThat(Program.run(training.train(run, 1, " --wsol adl --quiet").toArray())
                        .code())
                .isZero();
        Path out = folder.resolve("report");
        Program report = Program.run("report", run, "--data", training.data(), "--out", out, "--quiet");
        assertThat(report.code()).as(report.err()).isZero();
        try (Browser browser = Browser.start(folder)) {
            browser.resize(DESKTOP, 900);
            browser.open(out.resolve("report.html").toUri().toString());
            browser.await(
                    "document.readyState == 'complete' && document.querySelector('table.wide')",
                    Duration.ofSeconds(30));
            assertThat(browser.evaluate("document.querySelectorAll('table.facts th').length")
                            .asInt())
                    .isGreaterThan(20);
            nothingIsCutOff(browser, "report-1280");
            browser.resize(TELEPHONE, 800);
            fits(browser, "html", "report-390");
            fits(browser, "table.facts, table.facts *", "report-390");
            browser.resize(PAPER, 1000);
            browser.media("print");
            nothingIsCutOff(browser, "report-print");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void nothingIsCutOff(Browser browser, String picture) throws IOException {
        fits(browser, "html, table, th, td, pre, p", picture);
    }

    private static void fits(Browser browser, String selector, String picture) throws IOException {
        Path target = Files.createDirectories(Path.of("target/browser"));
        Files.write(target.resolve(picture + ".png"), browser.screenshot(true));
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('" + selector
                                        + "')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 200)).join()")
                        .asText())
                .isEmpty();
    }
}
