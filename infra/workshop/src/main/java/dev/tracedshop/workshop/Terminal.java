package dev.tracedshop.workshop;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Where people read. Whether standard output is a terminal, and how wide it is, is told by the script {@code workshop}, because Java cannot
 * ask for the one on all its versions and for the other on none.
 */
public final class Terminal {
    private static final int DEFAULT_WIDTH = 80;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean shown;
    private final boolean interactive;
    private final boolean colour;
    private final int width;

    private Terminal(PrintStream out, PrintStream err, boolean shown, boolean interactive, boolean colour, int width) {
        this.out = out;
        this.err = err;
        this.shown = shown;
        this.interactive = interactive;
        this.colour = colour;
        this.width = width;
    }

    /**
     * Describes the terminal of this process.
     *
     * @param environment {@code WORKSHOP_TERMINAL_WIDTH} is set when standard output is a terminal, {@code WORKSHOP_INTERACTIVE} when standard
     *     input is one, too; {@code NO_COLOR} is honoured
     */
    public static Terminal of(Map<String, String> environment) {
        String width = environment.getOrDefault("WORKSHOP_TERMINAL_WIDTH", "");
        boolean shown = !width.isEmpty();
        boolean colour = shown && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                shown,
                shown && !environment.getOrDefault("WORKSHOP_INTERACTIVE", "").isEmpty(),
                colour,
                parse(width));
    }

    /** Describes a terminal that is none: plain lines, 80 wide. */
    public static Terminal plain(PrintStream out) {
        return new Terminal(out, out, false, false, false, DEFAULT_WIDTH);
    }

    private static int parse(String width) {
        try {
            int parsed = Integer.parseInt(width);
            return parsed < 40 ? DEFAULT_WIDTH : Math.min(parsed, 200);
        } catch (NumberFormatException e) {
            return DEFAULT_WIDTH;
        }
    }

    /** Returns the width in columns. */
    public int width() {
        return width;
    }

    /** Returns whether colours may be used. */
    public boolean colour() {
        return colour;
    }

    /** Returns whether somebody is there who could answer a question. */
    public boolean interactive() {
        return interactive;
    }

    /** Prints a line. */
    public void print(String text) {
        out.println(text);
    }

    /** Prints a line that is not the answer: progress, warnings, what went wrong. */
    public void note(String text) {
        err.println(text);
    }

    /** Makes text stand out where colours may be used. */
    public String bold(String text) {
        return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    /** Makes text recede where colours may be used. */
    public String dim(String text) {
        return colour ? "\u001b[2m" + text + "\u001b[0m" : text;
    }

    /** Marks text as added where colours may be used. */
    public String green(String text) {
        return colour ? "\u001b[32m" + text + "\u001b[0m" : text;
    }

    /** Marks text as taken away where colours may be used. */
    public String red(String text) {
        return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
    }

    /**
     * Shows the progress of long work: a bar on a terminal, a line per stage elsewhere.
     *
     * @param title what is being done
     * @param stages how many stages there are
     */
    public Progress progress(String title, int stages) {
        return new Progress(title, stages);
    }

    /** The progress of long work. */
    public final class Progress implements AutoCloseable {
        private final @Nullable ProgressBar bar;

        private Progress(String title, int stages) {
            this.bar = shown
                    ? new ProgressBarBuilder()
                            .setTaskName(title)
                            .setInitialMax(stages)
                            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                            .setMaxRenderedLength(width)
                            .hideEta()
                            .clearDisplayOnFinish()
                            .build()
                    : null;
        }

        /** Says which stage begins. */
        public void stage(String what) {
            if (bar == null) {
                note("· " + what);
            } else {
                bar.setExtraMessage(" " + what);
                bar.step();
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
