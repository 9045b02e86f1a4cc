package dev.tracedshop.workshop.branch;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the stepwise branches out of the commit that is checked out. */
public final class StepBranches {
    /*
     * One chain of commits:
     *
     *     HEAD ── step/01 ── step/01-solved ── step/02 ── step/02-solved ── step/03 ── …
     *
     * The tree of step/NN is HEAD's, with the files of this and all later steps as their starters, in solution/ itself, and a marker
     * that says which branch it is. The tree of step/NN-solved has this step's files as in HEAD. So the difference of the two is the
     * answer (and the marker's one line), and the log tells how the shop grew.
     *
     * Trees are written through an index of their own, commits from trees, and branches are moved at the end, all at once: neither
     * the files that are checked out nor the index of the repository are touched. Author, committer and dates are HEAD's, so the same
     * HEAD gives the same commits.
     *
     * What a branch was last given is remembered in refs/workshop/. A branch that is somewhere else now has commits of somebody's
     * own, and is left alone.
     */
    static final String MARKER = "steps/branch.yaml";

    private static final String REMEMBERED = "refs/workshop/";
    private static final int LONGEST_SUBJECT = 88;

    /**
     * A branch as it is to be.
     *
     * @param name for example {@code step/04-solved}
     * @param commit its commit
     * @param subject the commit's first line
     * @param before where it was, if it was there
     */
    public record Made(String name, String commit, String subject, Optional<String> before) {
        /** Tells whether it was there already, and the same. */
        public boolean unchanged() {
            return before.filter(commit::equals).isPresent();
        }
    }

    private final Git git;

    public StepBranches(Checkout checkout) {
        this.git = new Git(checkout.root());
        if (git.find("rev-parse", "--verify", "--quiet", "HEAD^{commit}").isEmpty()) {
            throw WorkshopException.setup(
                    checkout.root() + " is no git repository with a commit in it, so it can have no branches.");
        }
        if (git.find("cat-file", "-e", "HEAD:" + MARKER).isPresent()) {
            throw WorkshopException.usage(
                    "A step's branch is checked out. The branches are made out of main: git switch main");
        }
    }

    /** Returns the first line of the commit that the branches are made of, after its short id. */
    public String base() {
        return git.run("log", "-1", "--format=%h %s", "HEAD");
    }

    /** Tells whether there are changes that are not in the commit. */
    public boolean dirty() {
        return !git.run("--no-optional-locks", "status", "--porcelain").isEmpty();
    }

    /**
     * Makes or moves the branches.
     *
     * @param force whether to move those too that have commits of somebody's own
     */
    public List<Made> make(boolean force) {
        List<Made> branches = commits();
        refuse(branches, force);
        StringBuilder updates = new StringBuilder();
        for (Made branch : branches) {
            // With the old value: if somebody commits there at this moment, nothing is moved.
            updates.append("update refs/heads/")
                    .append(branch.name())
                    .append(' ')
                    .append(branch.commit())
                    .append(' ')
                    .append(branch.before().orElse("0".repeat(branch.commit().length())))
                    .append('\n');
            updates.append("update ")
                    .append(REMEMBERED)
                    .append(branch.name())
                    .append(' ')
                    .append(branch.commit())
                    .append('\n');
        }
        git.feed(updates.toString(), "update-ref", "--stdin");
        return branches;
    }

    private List<Made> commits() {
        Path directory = temporaryDirectory();
        try {
            Git own = git.with(identity())
                    .with(Map.of("GIT_INDEX_FILE", directory.resolve("index").toString()));
            own.run("read-tree", "HEAD");
            List<StepDefinition> steps = steps(own, directory.resolve("head"));
            for (StepDefinition step : steps) {
                put(own, step, "steps/" + step.directory() + "/starter/");
            }
            List<Made> branches = new ArrayList<>();
            String parent = own.run("rev-parse", "HEAD");
            for (StepDefinition step : steps) {
                mark(own, step, false);
                Made before = commit(own, "step/" + step.number(), parent, begin(step));
                put(own, step, "solution/");
                mark(own, step, true);
                Made after = commit(own, "step/" + step.number() + "-solved", before.commit(), solve(step));
                branches.add(before);
                branches.add(after);
                parent = after.commit();
            }
            return branches;
        } finally {
            Checkout.delete(directory);
        }
    }

    /** Reads the registry as HEAD has it, with the files that it names, whatever is checked out. */
    private static List<StepDefinition> steps(Git git, Path directory) {
        String files = git.run("ls-files", "-z", "--", "steps", "solution");
        git.feed(files, "checkout-index", "-z", "--stdin", "--prefix=" + directory + "/");
        try {
            return StepRegistry.of(new Checkout(directory)).all().stream()
                    .filter(step -> !step.files().isEmpty())
                    .toList();
        } catch (WorkshopException e) {
            throw WorkshopException.setup("The branches are made of what is committed, and there: " + e.getMessage());
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("branches");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary directory", e);
        }
    }

    /** Puts a step's files, as HEAD has them in some directory, into {@code solution/} of the index. */
    private static void put(Git git, StepDefinition step, String directory) {
        StringBuilder entries = new StringBuilder();
        for (String file : step.files()) {
            String entry = git.run("ls-tree", "HEAD", "--", directory + file);
            // "100644 blob <id>\t<path>"
            entries.append(entry, 0, entry.indexOf('\t'))
                    .append("\tsolution/")
                    .append(file)
                    .append('\n');
        }
        git.feed(entries.toString(), "update-index", "--index-info");
    }

    private static void mark(Git git, StepDefinition step, boolean solved) {
        String marker = """
                # This branch was made by ./workshop branches. Here ./workshop check judges the files of solution/ themselves.
                step: "%s"
                solved: %s
                """.formatted(step.number(), solved);
        String blob = git.feed(marker, "hash-object", "-w", "--stdin");
        git.run("update-index", "--add", "--cacheinfo", "100644," + blob + "," + MARKER);
    }

    private Made commit(Git git, String name, String parent, String message) {
        String tree = git.run("write-tree");
        String commit = git.feed(message, "commit-tree", tree, "-p", parent);
        String subject = message.lines().findFirst().orElse("");
        return new Made(name, commit, subject, git.find("rev-parse", "--verify", "--quiet", "refs/heads/" + name));
    }

    private Map<String, String> identity() {
        String[] lines = git.run("log", "-1", "--format=%an%n%ae%n%ad%n%cn%n%ce%n%cd", "--date=raw", "HEAD")
                .split("\n", -1);
        List<String> names = List.of(
                "GIT_AUTHOR_NAME",
                "GIT_AUTHOR_EMAIL",
                "GIT_AUTHOR_DATE",
                "GIT_COMMITTER_NAME",
                "GIT_COMMITTER_EMAIL",
                "GIT_COMMITTER_DATE");
        Map<String, String> identity = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            identity.put(names.get(i), names.get(i).endsWith("DATE") ? "@" + lines[i] : lines[i]);
        }
        return identity;
    }

    private void refuse(List<Made> branches, boolean force) {
        Set<String> checkedOut = Arrays.stream(
                        git.run("worktree", "list", "--porcelain").split("\n", -1))
                .filter(line -> line.startsWith("branch refs/heads/"))
                .map(line -> line.substring("branch refs/heads/".length()))
                .collect(Collectors.toSet());
        List<String> open = branches.stream()
                .filter(branch -> !branch.unchanged() && checkedOut.contains(branch.name()))
                .map(Made::name)
                .toList();
        if (!open.isEmpty()) {
            throw WorkshopException.usage("Nothing was changed: " + String.join(", ", open)
                    + " would move, and is checked out in another worktree. Switch that one to another branch first.");
        }
        List<String> others = branches.stream()
                .filter(branch -> branch.before().isPresent() && !branch.unchanged())
                .filter(branch -> !git.find("rev-parse", "--verify", "--quiet", REMEMBERED + branch.name())
                        .equals(branch.before()))
                .map(Made::name)
                .toList();
        if (!others.isEmpty() && !force) {
            throw WorkshopException.usage("Nothing was changed: " + String.join(", ", others)
                    + (others.size() == 1 ? " has" : " have")
                    + " commits that ./workshop branches did not make. Rename what you want to keep (git branch -m"
                    + " OLD NEW), or move all with --force.");
        }
    }

    private static String begin(StepDefinition step) {
        return "Begin step " + step.number() + ": " + step.title() + "\n\nNot yet right: " + step.red()
                + "\n\nTo be written:\n"
                + step.files().stream().map(file -> "  solution/" + file + "\n").collect(Collectors.joining());
    }

    private static String solve(StepDefinition step) {
        String subject = "Solve step " + step.number() + ": gain " + step.gains();
        return shortened(subject) + "\n\n" + step.tells() + "\n\nThe trace gains: " + step.gains() + "\n";
    }

    /** Returns a subject that fits into a line of a log: what comes after the last comma or "and" that fits is left to the body. */
    static String shortened(String subject) {
        if (subject.length() <= LONGEST_SUBJECT) {
            return subject;
        }
        String head = subject.substring(0, LONGEST_SUBJECT);
        int end = List.of(", ", "; ", " and ", " → ").stream()
                .mapToInt(head::lastIndexOf)
                .max()
                .orElse(-1);
        return end > LONGEST_SUBJECT / 2 ? head.substring(0, end) : head.substring(0, head.lastIndexOf(' '));
    }
}
