package org.cam4j.experiments.report.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
    private static final int SIDE = 100;
    private static final String LONG_NAME = "x".repeat(5000);

    @Test
    void aPictureIsFoundAgainInItsSheet() {
        BufferedImage sheet = sheet(2).draw(1);
        for (int column = 0; column < 2; column++) {
            BufferedImage tile = ContactSheet.tile(sheet, 2, column, SIDE);
            assertThat(tile.getWidth()).isEqualTo(SIDE);
            assertThat(tile.getHeight())
                    .as("landscape pictures leave no square")
                    .isEqualTo(SIDE / 2);
            for (int[] corner : new int[][] {{0, 0}, {SIDE - 1, SIDE / 2 - 1}}) {
                assertThat(tile.getRGB(corner[0], corner[1]))
                        .isEqualTo((column == 0 ? Color.RED : Color.BLUE).getRGB());
            }
        }
    }

    @Test
    void rowsStandSideBySide() {
        BufferedImage one = sheet(6).draw(1);
        BufferedImage three = sheet(6).draw(3);
        assertThat(three.getWidth()).isGreaterThan(3 * one.getWidth()).isLessThan(4 * one.getWidth());
        assertThat(three.getHeight()).isLessThan(one.getHeight() / 2);
        assertThat(sheet(1).draw(3).getWidth())
                .as("no room for rows that are not there")
                .isEqualTo(one.getWidth());
    }

    @Test
    void aLongNameOrALineBreakStaysInItsPlace() {
        ContactSheet sheet = new ContactSheet(List.of(LONG_NAME), SIDE);
        sheet.add(List.of(LONG_NAME, "line\nbreak", ""), List.of(picture(Color.RED)));
        BufferedImage tile = ContactSheet.tile(sheet.draw(1), 1, 0, SIDE);
        assertThat(tile.getRGB(0, SIDE / 4)).isEqualTo(Color.RED.getRGB());
    }

    @Test
    void aSheetWithoutRowsCanBeDrawn() {
        assertThat(new ContactSheet(List.of("image"), SIDE).draw(4).getWidth()).isPositive();
    }

    private static ContactSheet sheet(int rows) {
        ContactSheet sheet = new ContactSheet(List.of("first", "second"), SIDE);
        for (int row = 0; row < rows; row++) {
            sheet.add(List.of("class", "12.3 %", "file.jpg"), List.of(picture(Color.RED), picture(Color.BLUE)));
        }
        return sheet;
    }

    private static BufferedImage picture(Color color) {
        BufferedImage picture = new BufferedImage(400, 200, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(color);
        graphics.fillRect(0, 0, 400, 200);
        graphics.dispose();
        return picture;
    }
}
