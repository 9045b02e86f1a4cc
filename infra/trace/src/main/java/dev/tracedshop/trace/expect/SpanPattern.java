package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.expect.Condition.AttributeIs;
import dev.tracedshop.trace.expect.Condition.ErrorIs;
import dev.tracedshop.trace.expect.Condition.Field;
import dev.tracedshop.trace.expect.Condition.FieldIs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Describes a span by what it is, what it carries and where it stands. Immutable: each method returns a new pattern.
 *
 * <p>Service, operation and resource, with the place, say <em>which</em> span is meant; a span that has them and lacks a tag is
 * recognised and reported with its missing tag, not as a missing span. A pattern without any of the three is recognised by all it asks for.
 */
public final class SpanPattern {
    static final SpanPattern ANY = new SpanPattern(List.of(), List.of(), Place.ANYWHERE, Count.AT_LEAST_ONE, List.of());

    /** Where a span stands: anywhere, below another at any depth, or directly below it. */
    record Place(Kind kind, String span) {
        static final Place ANYWHERE = new Place(Kind.ANYWHERE, "");

        enum Kind {
            ANYWHERE,
            INSIDE,
            CHILD_OF
        }

        String describe() {
            return switch (kind) {
                case ANYWHERE -> "";
                case INSIDE -> " inside '" + span + "'";
                case CHILD_OF -> " directly below '" + span + "'";
            };
        }
    }

    /** How many such spans there are. */
    record Count(int least, int most) {
        static final Count AT_LEAST_ONE = new Count(1, Integer.MAX_VALUE);

        boolean allows(int number) {
            return number >= least && number <= most;
        }

        String describe() {
            if (least == most) {
                return "exactly " + least;
            }
            return most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most;
        }
    }

    /** A span of a trace, both by their names in the expectation, and what leads there. */
    record Target(String trace, String span, Via via) {
        enum Via {
            LINK("links"),
            POINTER("points");

            private final String does;

            Via(String does) {
                this.does = does;
            }

            /** Returns what a span does that has it, in words. */
            String does() {
                return does;
            }
        }

        static Target linked(String trace, String span) {
            return new Target(trace, span, Via.LINK);
        }

        static Target pointed(String trace, String span) {
            return new Target(trace, span, Via.POINTER);
        }

        boolean isPointed() {
            return via == Via.POINTER;
        }

        @Override
        public String toString() {
            return "'" + span + "' of '" + trace + "'";
        }
    }

    private final List<FieldIs> identity;
    private final List<Condition> properties;
    private final Place place;
    private final Count count;
    private final List<Target> links;

    private SpanPattern(
            List<FieldIs> identity, List<Condition> properties, Place place, Count count, List<Target> links) {
        this.identity = identity;
        this.properties = properties;
        this.place = place;
        this.count = count;
        this.links = links;
    }

    /** Asks for a service; {@code *} stands for any text. */
    public SpanPattern service(String pattern) {
        return identified(Field.SERVICE, pattern);
    }

    /** Asks for an operation, for example {@code aws.lambda}; {@code *} stands for any text. */
    public SpanPattern operation(String pattern) {
        return identified(Field.OPERATION, pattern);
    }

    /** Asks for a resource, for example {@code DynamoDb.GetItem}; {@code *} stands for any text. */
    public SpanPattern resource(String pattern) {
        return identified(Field.RESOURCE, pattern);
    }

    /**
     * Asks a span that is recognised by something else for its resource: another resource is then told as such, and not as a missing
     * span.
     */
    public SpanPattern withResource(String pattern) {
        return with(FieldIs.of(Field.RESOURCE, pattern));
    }

    /** Asks for Datadog's span type, for example {@code serverless}. */
    public SpanPattern type(String type) {
        return with(FieldIs.of(Field.TYPE, type));
    }

    /** Asks for a span kind: {@code server}, {@code client}, {@code producer}, {@code consumer} or {@code internal}. */
    public SpanPattern kind(String kind) {
        return with(FieldIs.of(Field.KIND, kind));
    }

    /** Asks for a span in error, or for one that is not. An expected error is none for {@link ExpectedTrace#noErrors()}. */
    public SpanPattern error(boolean error) {
        return with(new ErrorIs(error));
    }

    /** Asks for a tag; a metric of that name counts too, because tracers store numbers as metrics. */
    public SpanPattern tag(String name, ValueMatcher value) {
        return with(new AttributeIs(false, name, value));
    }

    /** Asks for a metric. */
    public SpanPattern metric(String name, ValueMatcher value) {
        return with(new AttributeIs(true, name, value));
    }

    /** Asks for a place below another span of the same trace, at any depth. The other one is named before this one. */
    public SpanPattern inside(String span) {
        return new SpanPattern(identity, properties, new Place(Place.Kind.INSIDE, span), count, links);
    }

    /** Asks for a place directly below another span of the same trace. The other one is named before this one. */
    public SpanPattern childOf(String span) {
        return new SpanPattern(identity, properties, new Place(Place.Kind.CHILD_OF, span), count, links);
    }

    /** Asks for a number of such spans at that place. Without it: one or more. */
    public SpanPattern times(int number) {
        return times(number, number);
    }

    /** Asks for a number of such spans at that place, both limits included; 0 makes the span optional. */
    public SpanPattern times(int least, int most) {
        if (least < 0 || most < least) {
            throw new IllegalArgumentException(
                    "A span is expected from 0 times upwards, and not from " + least + " to " + most + " times");
        }
        return new SpanPattern(identity, properties, place, new Count(least, most), links);
    }

    /** Asks for a link to a span, both by their names in the expectation. */
    public SpanPattern linksTo(String trace, String span) {
        return new SpanPattern(identity, properties, place, count, plus(links, Target.linked(trace, span)));
    }

    /**
     * Asks for a pointer that joins the span with another one: one of them wrote what the other read. Both by their names in the
     * expectation.
     */
    public SpanPattern pointsTo(String trace, String span) {
        return new SpanPattern(identity, properties, place, count, plus(links, Target.pointed(trace, span)));
    }

    private SpanPattern identified(Field field, String pattern) {
        return new SpanPattern(plus(identity, FieldIs.of(field, pattern)), properties, place, count, links);
    }

    private SpanPattern with(Condition condition) {
        return new SpanPattern(identity, plus(properties, condition), place, count, links);
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> longer = new ArrayList<>(list);
        longer.add(element);
        return List.copyOf(longer);
    }

    List<FieldIs> identity() {
        return identity;
    }

    Place place() {
        return place;
    }

    Count count() {
        return count;
    }

    List<Target> links() {
        return links;
    }

    /** Tells whether a span may be the one that is meant. */
    boolean identifies(Span span) {
        return identity.isEmpty()
                ? properties.stream().allMatch(condition -> condition.holds(span))
                : identity.stream().allMatch(condition -> condition.holds(span));
    }

    /** Returns what is asked of a span and does not hold. */
    List<Condition> unmet(Span span) {
        return properties.stream().filter(condition -> !condition.holds(span)).toList();
    }

    boolean fits(Span span) {
        return identifies(span) && unmet(span).isEmpty();
    }

    boolean asksForTag(String name) {
        return properties.stream()
                .anyMatch(condition ->
                        condition instanceof AttributeIs is && is.name().equals(name));
    }

    /** Tells whether a field is asked for, and this value is one that is wanted. */
    boolean asksFor(Field field, String value) {
        return identity.stream()
                .anyMatch(
                        is -> is.field() == field && is.pattern().matcher(value).matches());
    }

    boolean expectsError() {
        return properties.stream().anyMatch(condition -> condition instanceof ErrorIs is && is.error());
    }

    /** Returns what identifies the span, in words, for example {@code aws.http DynamoDb.GetItem of product-api}. */
    String describe() {
        List<? extends Condition> asked = identity.isEmpty() ? properties : identity;
        return asked.isEmpty()
                ? "any span"
                : asked.stream().map(Condition::describe).collect(Collectors.joining(", "));
    }

    /** Returns all that is asked for, in words: what identifies the span, what it carries and where it stands. */
    String describeWhole() {
        List<Condition> asked = new ArrayList<>(identity);
        asked.addAll(properties);
        return (asked.isEmpty()
                        ? "any span"
                        : asked.stream().map(Condition::describe).collect(Collectors.joining(", ")))
                + place.describe();
    }

    /** Tells whether something is asked of the span beside what identifies it. */
    boolean asksForProperties() {
        return !properties.isEmpty();
    }

    @Override
    public String toString() {
        return describe() + place.describe();
    }
}
