package dev.tracedshop.workshop.step;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import com.github.difflib.patch.PatchFailedException;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes other versions of a step's files out of the solution's, by unified diffs as {@code git diff} prints them, and prints such diffs. */
public final class Patches {
    private static final String PREFIX = "a/solution/";
    private static final int CONTEXT = 3;

    private final Checkout checkout;

    public Patches(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * Writes a step's files, as a patch changes the solution's, below a directory.
     *
     * @param patch a unified diff against {@code solution/}; what stands before its first file is a comment
     * @throws WorkshopException if it does not apply, or changes a file that is not one of the step's; it names the patch and the file
     */
    public void apply(StepDefinition step, Path patch, Path target) {
        String name = checkout.root().relativize(patch).toString();
        Map<String, List<String>> changes = byFile(name, lines(patch));
        if (changes.isEmpty()) {
            throw WorkshopException.setup(name + " changes nothing: it has no line '--- " + PREFIX + "…'.");
        }
        for (String file : changes.keySet()) {
            if (!step.files().contains(file)) {
                throw WorkshopException.setup(name + " changes solution/" + file + ", which is no file of step "
                        + step.number() + ": a learner could not make this mistake there.");
            }
        }
        for (String file : step.files()) {
            List<String> text = lines(checkout.root().resolve("solution").resolve(file));
            List<String> change = changes.get(file);
            write(target.resolve(file), change == null ? text : applied(name, file, change, text));
        }
    }

    private static List<String> applied(String name, String file, List<String> change, List<String> text) {
        Patch<String> patch = UnifiedDiffUtils.parseUnifiedDiff(change);
        if (patch.getDeltas().isEmpty()) {
            throw WorkshopException.setup(name + " has no change of solution/" + file + " that could be read.");
        }
        try {
            return patch.applyTo(text);
        } catch (PatchFailedException moved) {
            try {
                // As git apply does: the same lines, some way up or down.
                return patch.applyFuzzy(text, 0);
            } catch (PatchFailedException e) {
                throw WorkshopException.setup(name + " does not apply to solution/" + file
                        + ": the solution has changed since. Make it anew with git diff.");
            }
        }
    }

    /** Takes a diff apart: the lines of each file's part, by the file's path below {@code solution/}. */
    private static Map<String, List<String>> byFile(String name, List<String> diff) {
        Map<String, List<String>> files = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (int i = 0; i < diff.size(); i++) {
            String line = diff.get(i);
            if (line.startsWith("--- ")
                    && i + 1 < diff.size()
                    && diff.get(i + 1).startsWith("+++ ")) {
                String path = line.substring(4).replaceFirst("\t.*", "");
                if (!path.startsWith(PREFIX)) {
                    throw WorkshopException.setup(name + " changes " + path + "; paths have to begin with " + PREFIX
                            + ", as git diff prints them in the root of the checkout.");
                }
                current = files.computeIfAbsent(path.substring(PREFIX.length()), ignored -> new ArrayList<>());
            }
            // What git writes between two files is no part of either.
            if (!line.startsWith("diff --git ") && !line.startsWith("index ")) {
                current.add(line);
            }
        }
        return files;
    }

    /** Returns the difference between two files as a unified diff under the names that are given; empty when there is none. */
    public static List<String> difference(Path from, String fromName, Path to, String toName) {
        return difference(lines(from), fromName, lines(to), toName);
    }

    /** Returns the difference between two texts as a unified diff under the names that are given; empty when there is none. */
    static List<String> difference(List<String> from, String fromName, List<String> to, String toName) {
        return UnifiedDiffUtils.generateUnifiedDiff(fromName, toName, from, DiffUtils.diff(from, to), CONTEXT);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }

    private static void write(Path file, List<String> lines) {
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(file, lines);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + file + ": " + e.getMessage());
        }
    }
}
