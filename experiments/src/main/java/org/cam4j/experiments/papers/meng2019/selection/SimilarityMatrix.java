package org.cam4j.experiments.papers.meng2019.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How similar a classifier finds its classes, by the probability that it gives to wrong ones.
 *
 * <pre>
 * B[i][j] = sum over the images k of class i of v_k(j)      (eq. 2; v_k: softmax output on image k)
 * </pre>
 *
 * <p>Row i without B[i][i] ranks the other classes: larger is more similar. The matrix need not be symmetric. A class without images has no row and takes no part.
 * Meng et al., 2019, section 3.1.2.
 *
 * @param names of the classes that take part
 * @param labels their labels in the data set
 * @param values {@code [i][j]} in the order of the names
 * @param missing names of the classes without images
 */
public record SimilarityMatrix(List<String> names, List<Integer> labels, double[][] values, List<String> missing) {
    /** With fewer there are no four classes to compare with. */
    public static final int LEAST_CLASSES = 5;

    public SimilarityMatrix {
        names = List.copyOf(names);
        labels = List.copyOf(labels);
        missing = List.copyOf(missing);
        if (names.size() < LEAST_CLASSES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%d classes with images of one label (%s), expected %d or more: every class is compared with four others. Without such images: %s.",
                    names.size(),
                    String.join(", ", names),
                    LEAST_CLASSES,
                    missing.isEmpty() ? "none" : String.join(", ", missing)));
        }
    }

    /**
     * Sums up what a classifier said of images.
     *
     * @param classNames in the order of the probabilities
     * @param labels of the images
     * @param probabilities {@code [images][classes]}
     * @throws IllegalArgumentException when fewer than {@value #LEAST_CLASSES} classes have images
     */
    public static SimilarityMatrix of(List<String> classNames, int[] labels, float[][] probabilities) {
        boolean[] seen = new boolean[classNames.size()];
        for (int label : labels) {
            seen[label] = true;
        }
        List<Integer> kept = IntStream.range(0, seen.length)
                .filter(label -> seen[label])
                .boxed()
                .toList();
        double[][] values = new double[kept.size()][kept.size()];
        for (int image = 0; image < labels.length; image++) {
            double[] row = values[kept.indexOf(labels[image])];
            for (int j = 0; j < row.length; j++) {
                row[j] += probabilities[image][kept.get(j)];
            }
        }
        List<String> missing = new ArrayList<>();
        for (int label = 0; label < seen.length; label++) {
            if (!seen[label]) {
                missing.add(classNames.get(label));
            }
        }
        return new SimilarityMatrix(kept.stream().map(classNames::get).toList(), kept, values, missing);
    }

    /** How many classes take part. */
    public int size() {
        return names.size();
    }

    /** The other classes by falling similarity to class {@code i}; of equal ones the lower index comes first. */
    public int[] ranking(int i) {
        return IntStream.range(0, size())
                .filter(j -> j != i)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer j) -> -values[i][j]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The mean of row i over these classes, without i itself; 0 where nothing remains. */
    double average(int i, int[] among) {
        return Arrays.stream(among)
                .filter(j -> j != i)
                .mapToDouble(j -> values[i][j])
                .average()
                .orElse(0);
    }

    /** The matrix as text, with a header of names and the cluster of every class in the last column. */
    public String csv(int[] clusters) {
        StringBuilder text = new StringBuilder("class");
        names.forEach(name -> text.append(',').append(quoted(name)));
        text.append(",cluster\n");
        for (int i = 0; i < size(); i++) {
            text.append(quoted(names.get(i)));
            for (double value : values[i]) {
                text.append(String.format(Locale.ROOT, ",%.4f", value));
            }
            text.append(',').append(clusters[i] + 1).append('\n');
        }
        return text.toString();
    }

    private static String quoted(String name) {
        return name.contains(",") || name.contains("\"") ? '"' + name.replace("\"", "\"\"") + '"' : name;
    }
}
