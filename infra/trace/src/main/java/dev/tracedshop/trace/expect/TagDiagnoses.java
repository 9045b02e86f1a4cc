package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.Condition.AttributeIs;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Words what is wrong with a tag, a metric or a field of a span. */
final class TagDiagnoses {
    private TagDiagnoses() {}

    static Finding unmet(TraceMatch match, int e, Found found, Condition condition) {
        String who = "Span '" + match.expected().spans().get(e).name() + "' (" + Wording.name(found.span()) + ")";
        Finding finding = condition instanceof AttributeIs attribute
                ? attribute(match, who, found, attribute)
                : condition instanceof Condition.ErrorIs
                        ? ErrorDiagnoses.inError(found.span())
                        : fieldIs(who, found, condition);
        return ErrorDiagnoses.placed(finding, Wording.where(found.tree(), found.node()));
    }

    private static Finding attribute(TraceMatch match, String who, Found found, AttributeIs expected) {
        Optional<String> value = expected.of(found.span());
        String name = expected.name();
        if (value.isPresent()) {
            return new Finding(
                            "tag-value",
                            who + " should have " + expected.describe() + "; it is \"" + value.get() + "\".",
                            "The " + expected.word() + " is set, to something else.",
                            "Look at where " + name + " is set, and at what is known there.")
                    .seen(name + " = " + value.get());
        }
        TreeSet<String> names = new TreeSet<>(found.span().tags().keySet());
        names.addAll(found.span().metrics().keySet());
        Optional<String> close = DidYouMean.closest(name, names);
        Optional<Span> bearer = bearer(match, found, expected);
        String id;
        String why;
        if (close.isPresent()) {
            id = "tag-misspelt";
            why = "It has " + close.get() + " = \""
                    + found.span().tag(close.get()).orElse("") + "\". Did you mean " + name + "?";
        } else if (bearer.isPresent()) {
            id = "tag-on-wrong-span";
            why = "The " + expected.word() + " is on another span of the trace: " + Wording.name(bearer.get())
                    + ". It went to the span that was active when it was set.";
        } else {
            id = "tag-missing";
            why = "It is not set, or set after the span has ended.";
        }
        List<String> own = names.stream().filter(TagDiagnoses::isTelling).toList();
        return new Finding(
                        id,
                        who + " should have " + expected.describe() + "; it has no " + expected.word()
                                + " of that name.",
                        why,
                        bearer.isPresent() && close.isEmpty()
                                ? "Set it on this span."
                                : "Set " + name + " on this span before it ends.")
                .seen(
                        own.isEmpty()
                                ? "(no tags of its own)"
                                : Wording.lines(own.stream()
                                        .map(key -> key + " = "
                                                + Wording.quote(
                                                        found.span().tag(key).orElse("")))
                                        .toList()));
    }

    private static Finding fieldIs(String who, Found found, Condition condition) {
        String seen = condition instanceof Condition.FieldIs field
                ? field.field().word() + " "
                        + (field.field().of(found.span()).isEmpty()
                                ? "(none)"
                                : field.field().of(found.span()))
                : "";
        return new Finding(
                "tag-value",
                who + " should have " + condition.describe() + "; it has " + seen + ".",
                "",
                "Look at how the span is made.");
    }

    /** Returns another span of the same function that has the tag as it should be and was not asked to have it. */
    private static Optional<Span> bearer(TraceMatch match, Found found, AttributeIs expected) {
        Set<Span> asked = new HashSet<>();
        for (int e = 0; e < match.expected().spans().size(); e++) {
            if (match.expected().spans().get(e).pattern().asksForTag(expected.name())) {
                match.found(e).map(Found::span).ifPresent(asked::add);
            }
        }
        TraceTree tree = found.tree();
        Where function = Wording.where(tree, found.node());
        return IntStream.range(0, tree.nodes().size())
                .filter(node -> Wording.where(tree, node).equals(function))
                .mapToObj(node -> tree.nodes().get(node).span())
                .filter(span -> expected.holds(span) && !asked.contains(span))
                .findFirst();
    }

    // Tags that every span has say nothing about what is missing on this one.
    private static boolean isTelling(String tag) {
        return !tag.startsWith("_")
                && !NoiseTags.NAMES.contains(tag)
                && !tag.startsWith("thread.")
                && !tag.startsWith("error.");
    }
}
