package dev.tracedshop.workshop.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The branches of a small repository with two steps and one without files, made with the real git. */
class StepBranchesTest {
    private static final String STEP = """
              - number: "%s"
                name: %s
                title: %s
                minutes: 20
                teaches: t
                outOfScope: o
                needs: []
                gains: %s
                tells: A story.
                stacks: []
                functions: []
                files: [%s]
                red: A span is missing.
                redFindings: [%s]
                tasks: [%s]
            """;

    private static final String TASK =
            "{title: t, findings: [span-missing], question: q, pointer: p, region: %s#answer}";

    @TempDir
    Path root;

    private Git git = new Git(Path.of("."));

    @BeforeEach
    void makeRepository() throws IOException {
        Map<String, String> who = Map.of(
                "GIT_AUTHOR_NAME",
                "Test",
                "GIT_AUTHOR_EMAIL",
                "test@example.org",
                "GIT_COMMITTER_NAME",
                "Test",
                "GIT_COMMITTER_EMAIL",
                "test@example.org");
        git = new Git(root).with(who);
        git.run("init", "--quiet", "--initial-branch=main");
        write("mvnw", "");
        write("infra/workshop/pom.xml", "");
        write("solution/a/First.java", "// region:answer\nfirst solved\n// endregion:answer\n");
        write("solution/b/Second.java", "// region:answer\nsecond solved\n// endregion:answer\n");
        write("solution/c/Other.java", "other\n");
        write("steps/01-first/starter/a/First.java", "first starter\n");
        write("steps/02-second/starter/b/Second.java", "second starter\n");
        write("steps/02-second/README.md", "text\n");
        write("steps/03-third/README.md", "nothing to write\n");
        write(
                "steps/steps.yaml",
                "steps:\n"
                        + STEP.formatted(
                                "01",
                                "first",
                                "The first thing",
                                "a first span",
                                "a/First.java",
                                "span-missing",
                                TASK.formatted("a/First.java"))
                        + STEP.formatted(
                                "02",
                                "second",
                                "The second thing",
                                "a second span",
                                "b/Second.java",
                                "span-missing",
                                TASK.formatted("b/Second.java"))
                        + STEP.formatted("03", "third", "The third thing", "nothing", "", "", ""));
        commit("Make a shop");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String commit(String message) {
        git.run("add", "--all");
        git.run("commit", "--quiet", "--message", message);
        return git.run("rev-parse", "HEAD");
    }

    private StepBranches branches() {
        return new StepBranches(new Checkout(root));
    }

    private static Map<String, String> commits(List<StepBranches.Made> made) {
        return made.stream().collect(Collectors.toMap(StepBranches.Made::name, StepBranches.Made::commit));
    }

    private String file(String branch, String file) {
        return git.run("show", branch + ":" + file);
    }

    @Test
    void oneChainTellsHowTheShopGrew() {
        branches().make(false);

        assertThat(git.run("log", "--reverse", "--format=%s", "step/02-solved").lines())
                .containsExactly(
                        "Make a shop",
                        "Begin step 01: The first thing",
                        "Solve step 01: gain a first span",
                        "Begin step 02: The second thing",
                        "Solve step 02: gain a second span");
        assertThat(git.run("for-each-ref", "--format=%(refname:short)", "refs/heads")
                        .lines())
                .containsExactlyInAnyOrder("main", "step/01", "step/01-solved", "step/02", "step/02-solved");
        assertThat(git.run("log", "--format=%an %ad %cn %cd", "step/02-solved")
                        .lines()
                        .distinct())
                .as("author, committer and dates are those of main")
                .hasSize(1);
    }

    @Test
    void aBranchHasTheStartersOfItsStepAndOfAllLaterOnes() {
        branches().make(false);

        assertThat(file("step/01", "solution/a/First.java")).isEqualTo("first starter");
        assertThat(file("step/01", "solution/b/Second.java")).isEqualTo("second starter");
        assertThat(file("step/01-solved", "solution/a/First.java")).contains("first solved");
        assertThat(file("step/01-solved", "solution/b/Second.java")).isEqualTo("second starter");
        assertThat(file("step/02", "solution/a/First.java")).contains("first solved");
        assertThat(file("step/02", "solution/b/Second.java")).isEqualTo("second starter");
        assertThat(git.run("diff", "--name-only", "step/02-solved", "main").lines())
                .containsExactly(StepBranches.MARKER);
        assertThat(git.run("diff", "--name-only", "step/02", "step/02-solved").lines())
                .containsExactly("solution/b/Second.java", StepBranches.MARKER);
        assertThat(file("step/02", StepBranches.MARKER)).contains("step: \"02\"\nsolved: false");
        assertThat(file("step/02-solved", StepBranches.MARKER)).contains("step: \"02\"\nsolved: true");
    }

    @Test
    void theSameCommitGivesTheSameBranchesWhateverLiesAround() throws IOException {
        Map<String, String> first = commits(branches().make(false));
        write("solution/a/First.java", "not committed\n");
        write("solution/c/Other.java", "staged\n");
        git.run("add", "solution/c/Other.java");
        String status = git.run("status", "--porcelain");
        String staged = git.run("write-tree");

        List<StepBranches.Made> again = branches().make(false);

        assertThat(commits(again)).isEqualTo(first);
        assertThat(again).allMatch(StepBranches.Made::unchanged);
        assertThat(branches().dirty()).isTrue();
        assertThat(git.run("status", "--porcelain")).isEqualTo(status).isNotEmpty();
        assertThat(git.run("write-tree")).isEqualTo(staged);
        assertThat(git.run("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
    }

    @Test
    void aNewCommitMovesThem() throws IOException {
        Map<String, String> first = commits(branches().make(false));
        write("solution/c/Other.java", "better\n");
        String head = commit("Better the other");

        List<StepBranches.Made> moved = branches().make(false);

        assertThat(commits(moved).values()).doesNotContainAnyElementsOf(first.values());
        assertThat(moved.stream().map(made -> made.before().orElse("")))
                .containsExactlyInAnyOrderElementsOf(first.values());
        assertThat(git.run("rev-parse", "step/01^")).isEqualTo(head);
    }

    @Test
    void somebodysOwnCommitsAreLeftAlone() throws IOException {
        branches().make(false);
        git.run("switch", "--quiet", "step/02");
        write("solution/b/Second.java", "mine\n");
        String mine = commit("Try it myself");

        assertThatThrownBy(this::branches)
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("git switch main");
        git.run("switch", "--quiet", "main");
        assertThatThrownBy(() -> branches().make(false))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("step/02 has commits")
                .hasMessageContaining("--force");
        assertThat(git.run("rev-parse", "step/02")).isEqualTo(mine);

        List<StepBranches.Made> forced = branches().make(true);
        assertThat(forced.stream().filter(made -> !made.unchanged()).map(StepBranches.Made::before))
                .containsExactly(Optional.of(mine));
    }

    @Test
    void aBranchThatIsCheckedOutElsewhereIsNotPulledAway(@TempDir Path elsewhere) throws IOException {
        branches().make(false);
        git.run("worktree", "add", "--quiet", elsewhere.resolve("tree").toString(), "step/01");
        assertThat(branches().make(false)).as("nothing moves").allMatch(StepBranches.Made::unchanged);
        write("solution/c/Other.java", "better\n");
        commit("Better the other");

        assertThatThrownBy(() -> branches().make(true))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("step/01 would move")
                .hasMessageContaining("another worktree");
    }

    @Test
    void whatIsNotCommittedIsNamed() throws IOException {
        git.run("rm", "--quiet", "--cached", "steps/02-second/starter/b/Second.java");
        git.run("commit", "--quiet", "--message", "Forget a starter");

        assertThatThrownBy(() -> branches().make(false))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("made of what is committed")
                .hasMessageContaining("step 02: starter/b/Second.java is missing");
    }

    @Test
    void aDirectoryWithoutARepositoryIsRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> new StepBranches(new Checkout(empty)))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("no git repository");
    }

    @Test
    void longSubjectsEndBetweenTwoThings() {
        assertThat(StepBranches.shortened("Solve step 01: gain a span")).isEqualTo("Solve step 01: gain a span");
        assertThat(StepBranches.shortened("Solve step 01: gain aws.httpapi → aws.lambda with its cold start →"
                        + " DynamoDb.GetItem, and the product's id as a tag"))
                .isEqualTo("Solve step 01: gain aws.httpapi → aws.lambda with its cold start → DynamoDb.GetItem");
    }
}
