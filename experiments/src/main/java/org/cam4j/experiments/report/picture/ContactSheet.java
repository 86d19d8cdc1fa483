package org.cam4j.experiments.report.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of small pictures with a name above every column and lines of text left of every row. Several rows may stand side by side, which suits few columns. On a
 * machine without fonts the texts are left out; the page around the sheet has them too.
 */
public final class ContactSheet {
    private static final int GAP = 6;
    private static final int HEADER = 30;
    private static final Color INK = new Color(0x202124);
    private static final Color FAINT = new Color(0x5F6368);

    /** The lines are written one below the other, the first in bold. */
    private record Row(List<String> lines, List<BufferedImage> tiles) {}

    private final List<String> columns;
    private final int side;
    private final List<Row> rows = new ArrayList<>();

    /**
     * An empty sheet.
     *
     * @param columns what is written above the columns
     * @param side of the square that every picture is fitted into, in pixels
     */
    public ContactSheet(List<String> columns, int side) {
        this.columns = List.copyOf(columns);
        this.side = side;
    }

    /** Adds a row; the pictures are kept in the sheet's size only. */
    public void add(List<String> lines, List<BufferedImage> pictures) {
        rows.add(new Row(
                List.copyOf(lines),
                pictures.stream().map(picture -> Pictures.fitted(picture, side)).toList()));
    }

    /**
     * A picture in the first row of a sheet that was drawn without rows side by side and whose rows are of one height, for a sheet of sheets.
     *
     * @param rows how many rows that sheet has
     */
    public static BufferedImage tile(BufferedImage sheet, int rows, int column, int side) {
        return sheet.getSubimage(left(column, side), HEADER, side, (sheet.getHeight() - HEADER) / rows - GAP);
    }

    private static int left(int column, int side) {
        return GAP + labelWidth(side) + GAP + column * (side + GAP);
    }

    private static int labelWidth(int side) {
        return side;
    }

    /**
     * The sheet as one picture.
     *
     * @param abreast rows side by side, at least 1
     */
    public BufferedImage draw(int abreast) {
        int across = Math.max(1, Math.min(abreast, rows.size()));
        int[] tops = tops(across);
        int block = left(columns.size(), side);
        BufferedImage sheet = new BufferedImage(
                across * block + (across - 1) * 2 * GAP, tops[tops.length - 1], BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int index = 0; index < rows.size(); index++) {
            int left = index % across * (block + 2 * GAP);
            List<BufferedImage> tiles = rows.get(index).tiles();
            for (int column = 0; column < tiles.size(); column++) {
                BufferedImage tile = tiles.get(column);
                int height = tops[index / across + 1] - GAP - tops[index / across];
                graphics.drawImage(
                        tile,
                        left + left(column, side) + (side - tile.getWidth()) / 2,
                        tops[index / across] + (height - tile.getHeight()) / 2,
                        null);
            }
        }
        try {
            write(graphics, across, block, tops);
        } catch (RuntimeException
                | LinkageError
                | InternalError noFonts) { // what Java throws without fontconfig or a font
            graphics.setColor(Color.WHITE);
        }
        graphics.dispose();
        return sheet;
    }

    /** Where every line of rows begins and the last one ends: a line is as high as its highest picture, and high enough for text. */
    private int[] tops(int across) {
        int lines = Math.max(1, (rows.size() + across - 1) / across);
        int[] tops = new int[lines + 1];
        tops[0] = HEADER;
        for (int line = 0; line < lines; line++) {
            int height = side / 3;
            for (Row row : rows.subList(line * across, Math.min(rows.size(), (line + 1) * across))) {
                for (BufferedImage tile : row.tiles()) {
                    height = Math.max(height, tile.getHeight());
                }
            }
            tops[line + 1] = tops[line] + height + GAP;
        }
        return tops;
    }

    private void write(Graphics2D graphics, int across, int block, int[] tops) {
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        int size = Math.max(11, Math.min(15, side / 11));
        Font bold = new Font(Font.SANS_SERIF, Font.BOLD, size);
        Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, size);
        graphics.setFont(bold);
        graphics.setColor(INK);
        for (int left = 0; left < across * (block + 2 * GAP); left += block + 2 * GAP) {
            for (int column = 0; column < columns.size(); column++) {
                String name = shortened(columns.get(column), graphics.getFontMetrics(), side);
                int center = left + left(column, side) + side / 2;
                graphics.drawString(name, center - graphics.getFontMetrics().stringWidth(name) / 2, HEADER - 10);
            }
        }
        for (int index = 0; index < rows.size(); index++) {
            int right = index % across * (block + 2 * GAP) + GAP + labelWidth(side);
            List<String> lines = rows.get(index).lines();
            int step = size + 5;
            int height = tops[index / across + 1] - GAP - tops[index / across];
            int y = tops[index / across] + (height - lines.size() * step) / 2 + size;
            for (int line = 0; line < lines.size(); line++) {
                graphics.setFont(line == 0 ? bold : plain);
                graphics.setColor(line == 0 ? INK : FAINT);
                String text = shortened(lines.get(line), graphics.getFontMetrics(), labelWidth(side));
                graphics.drawString(text, right - graphics.getFontMetrics().stringWidth(text), y + line * step);
            }
        }
    }

    /** The text, with its middle left out where it is wider than this: the ends of file names tell them apart. */
    private static String shortened(String text, FontMetrics metrics, int width) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        if (metrics.stringWidth(clean) <= width) {
            return clean;
        }
        int[] points = clean.codePoints().toArray();
        for (int kept = Math.min(points.length - 1, width); kept > 1; kept--) {
            int head = (kept + 1) / 2;
            int tail = kept - head;
            String candidate = new String(points, 0, head) + "…" + new String(points, points.length - tail, tail);
            if (metrics.stringWidth(candidate) <= width) {
                return candidate;
            }
        }
        return "…";
    }
}
