package org.cam4j.datasets.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cam4j.datasets.Dataset;
import org.cam4j.datasets.Split;
import org.cam4j.datasets.format.Datasets;
import org.cam4j.datasets.format.Tree;
import org.cam4j.evaluation.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxTableTest {
    @TempDir
    Path folder;

    /** A folder with two images of 64 x 48 in one class. */
    private Dataset open(String table) throws IOException {
        Tree tree = new Tree(folder).images("cat", "c.png", "c, \"small\" (2).png");
        Files.write(folder.resolve("boxes.csv"), table.getBytes(StandardCharsets.UTF_8));
        return tree.open(Datasets.byId("folder"));
    }

    private static List<Box> boxes(Dataset dataset) {
        List<Box> boxes = new ArrayList<>();
        dataset.samples(Split.TRAIN).forEach(sample -> boxes.addAll(sample.boxes()));
        return boxes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file,x0,y0,x1,y1\ncat/c.png,1,2,3,4\n",
                "\uFEFFfile,x0,y0,x1,y1\r\ncat/c.png,1,2,3,4\r\n\r\n",
                " File , X0,y0 ,x1,y1 \n cat/c.png , 1.0, 2. ,3.00,4 \n",
                "\"file\",\"x0\",\"y0\",\"x1\",\"y1\"\n\"cat/c.png\",\"1\",\"2\",\"3\",\"4\"",
                "x0,x1,y0,y1,class,file\n1,3,2,4,cat,cat/c.png",
                "file,x0,y0,x1,y1\n\"cat/c, \"\"small\"\" (2).png\",1,2,3,4"
            })
    void theTableIsReadAsProgramsWriteIt(String table) throws IOException {
        Dataset dataset = open(table);
        assertThat(boxes(dataset)).containsExactly(new Box(1, 2, 3, 4));
        assertThat(dataset.skipped()).isEmpty();
        assertThat(dataset.notes()).isEmpty();
    }

    @Test
    void aMissingHeaderIsNoted() throws IOException {
        Dataset dataset = open("cat/c.png,1,2,3,4");
        assertThat(boxes(dataset)).containsExactly(new Box(1, 2, 3, 4));
        assertThat(Tree.notes(dataset))
                .containsExactly("boxes.csv:1: has no header; its columns are taken as file,x0,y0,x1,y1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"filename,x,y,w,h", "file;x0;y0;x1;y1", "file,xmin,ymin,xmax,ymax", "file,x0,y0,x1,y1,x1"})
    void noBoxIsTakenFromATableWithAnotherHeader(String header) throws IOException {
        Dataset dataset = open(header + "\ncat/c.png,1,2,3,4\n");
        assertThat(boxes(dataset)).isEmpty();
        assertThat(Tree.skipped(dataset))
                .containsExactly("boxes.csv:1: the header is '" + header
                        + "', expected the columns file,x0,y0,x1,y1, separated by commas; no box of the file is used.");
    }

    @Test
    void aTextInUtf16IsReadByItsByteOrderMark() throws IOException {
        open("");
        Files.write(
                folder.resolve("boxes.csv"), "file,x0,y0,x1,y1\ncat/c.png,1,2,3,4".getBytes(StandardCharsets.UTF_16));
        assertThat(boxes(Datasets.byId("folder").open(folder, 1))).containsExactly(new Box(1, 2, 3, 4));
    }

    @Test
    void aLineInAnotherEncodingIsNamed() throws IOException {
        open("");
        Files.write(
                folder.resolve("boxes.csv"),
                "file,x0,y0,x1,y1\ncat/\u00e9.png,1,2,3,4\ncat/c.png,1,2,3,4".getBytes(StandardCharsets.ISO_8859_1));
        Dataset dataset = Datasets.byId("folder").open(folder, 1);
        assertThat(boxes(dataset)).containsExactly(new Box(1, 2, 3, 4));
        assertThat(Tree.skipped(dataset)).containsExactly("boxes.csv:2: is not valid UTF-8; save the file as UTF-8.");
    }

    @Test
    void quotesThatAreNotClosedOrFollowedByTextAreNamed() {
        assertThat(CsvTable.fields("a,\"b \"\"c\"\", d\" ,,e")).containsExactly("a", "b \"c\", d", "", "e");
        assertThatThrownBy(() -> CsvTable.fields("a,\"b")).hasMessageContaining("not closed");
        assertThatThrownBy(() -> CsvTable.fields("\"a\"b,c")).hasMessageContaining("expected a comma");
    }
}
