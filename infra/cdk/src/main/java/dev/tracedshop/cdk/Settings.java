package dev.tracedshop.cdk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Holds what can be chosen about a deployment; read once, from CDK context ({@code -c key=value}).
 *
 * @param environment prefix of every name, and Datadog's {@code env}
 * @param version what is deployed, for example a commit: Datadog's {@code version}, by which deployments are compared
 * @param architecture processor of every function
 * @param tracing whether functions carry Datadog's layers and variables
 * @param datadogSite host name of the Datadog site that receives the telemetry
 * @param datadogForwarderArn the function that brings logs to Datadog, from which the states of state machines are traced;
 *     without it they are not
 * @param redrive whether dead letters go back to their queues every day, and on request over HTTP; without it only by hand
 * @param supplierTransport how the supplier's spans leave its function: {@code blocking}, {@code background} or {@code log}
 * @param logTransport whether a function of its own takes spans from the logs of all functions to a collector
 * @param nag whether cdk-nag looks over the stacks: the tests do so always, a synthesis when asked, for it costs a second
 */
record Settings(
        String environment,
        String version,
        Architecture architecture,
        boolean tracing,
        String datadogSite,
        Optional<String> datadogForwarderArn,
        boolean redrive,
        String supplierTransport,
        boolean logTransport,
        boolean nag) {
    private static final String ENVIRONMENT = "env";
    private static final String VERSION = "version";
    private static final String ARCHITECTURE = "architecture";
    private static final String TRACING = "tracing";
    private static final String DATADOG_SITE = "datadogSite";
    private static final String DATADOG_FORWARDER = "datadogForwarderArn";
    private static final String REDRIVE = "redrive";
    private static final String SUPPLIER_TRANSPORT = "supplierTransport";
    private static final String LOG_TRANSPORT = "logTransport";
    private static final String NAG = "nag";
    private static final List<String> KEYS = List.of(
            ENVIRONMENT,
            VERSION,
            ARCHITECTURE,
            TRACING,
            DATADOG_SITE,
            DATADOG_FORWARDER,
            REDRIVE,
            SUPPLIER_TRANSPORT,
            LOG_TRANSPORT,
            NAG);

    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[a-z][a-z0-9-]{0,11}");

    private static final Pattern VERSION_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern FUNCTION_ARN =
            Pattern.compile("arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}");

    /** The sites that Datadog documents; one that is not here would swallow every trace without a word. */
    private static final List<String> SITES = List.of(
            "datadoghq.com",
            "us3.datadoghq.com",
            "us5.datadoghq.com",
            "datadoghq.eu",
            "ap1.datadoghq.com",
            "ap2.datadoghq.com",
            "ddog-gov.com");

    /** The transport that the supplier's function takes when it is told nothing. */
    static final String DEFAULT_TRANSPORT = "blocking";

    /** Context of the CDK command line that has neither a colon nor a slash in its key. */
    private static final Set<String> KEYS_OF_CDK =
            Set.of("acknowledged-issue-numbers", "availability-zones", "cli-telemetry");

    /** A processor architecture, under the name that Lambda gives it. */
    enum Architecture {
        X86_64("x86_64"),
        ARM64("arm64");

        private final String name;

        Architecture(String name) {
            this.name = name;
        }
    }

    /**
     * Reads the settings from everything in the app's context, CDK's own keys included.
     *
     * @throws SetupException naming every unknown key and every wrong value at once
     */
    static Settings of(Map<String, ?> context) {
        return new Reader(context).read();
    }

    /** Returns whether the environment holds data that must survive the deletion of its stacks. */
    boolean isProduction() {
        return environment.equals("prod");
    }

    /** Returns the name that a resource has in this environment, such as {@code dev-products}. */
    String named(String name) {
        return environment + "-" + name;
    }

    /** Collects every problem before it gives up, so that one run shows them all. */
    private static final class Reader {
        private final Map<String, ?> context;
        private final List<String> problems = new ArrayList<>();

        Reader(Map<String, ?> context) {
            this.context = new TreeMap<>(context);
        }

        Settings read() {
            context.keySet().stream().filter(key -> !known(key)).forEach(this::refuse);
            String environment = text(ENVIRONMENT, "dev");
            if (!ENVIRONMENT_NAME.matcher(environment).matches()) {
                problems.add(wrong(ENVIRONMENT, environment)
                        + "lower-case letters, digits and dashes, 12 at most, the first a letter.");
            }
            String version = text(VERSION, "1");
            if (!VERSION_NAME.matcher(version).matches()) {
                problems.add(wrong(VERSION, version) + "letters, digits, dots, dashes and underscores, 64 at most.");
            }
            List<String> architectures =
                    Arrays.stream(Architecture.values()).map(each -> each.name).toList();
            String architecture = oneOf(ARCHITECTURE, architectures);
            String tracing = oneOf(TRACING, List.of("on", "off"));
            String site = oneOf(DATADOG_SITE, SITES);
            Optional<String> forwarder = forwarder(tracing);
            String redrive = oneOf(REDRIVE, List.of("false", "true"));
            String supplierTransport = oneOf(SUPPLIER_TRANSPORT, List.of(DEFAULT_TRANSPORT, "background", "log"));
            String logTransport = oneOf(LOG_TRANSPORT, List.of("false", "true"));
            String nag = oneOf(NAG, List.of("off", "on"));
            if (!problems.isEmpty()) {
                throw SetupException.settings(
                        "The settings of the CDK app (-c KEY=VALUE, or \"context\" in cdk.json) are wrong:\n  "
                                + String.join("\n  ", problems) + "\nThe keys are: " + String.join(", ", KEYS) + ".");
            }
            Architecture chosen = Arrays.stream(Architecture.values())
                    .filter(each -> each.name.equals(architecture))
                    .findFirst()
                    .orElseThrow();
            return new Settings(
                    environment,
                    version,
                    chosen,
                    tracing.equals("on"),
                    site,
                    forwarder,
                    redrive.equals("true"),
                    supplierTransport,
                    logTransport.equals("true"),
                    nag.equals("on"));
        }

        private Optional<String> forwarder(String tracing) {
            Optional<String> arn =
                    Optional.ofNullable(context.get(DATADOG_FORWARDER)).map(Object::toString);
            arn.filter(value -> !FUNCTION_ARN.matcher(value).matches())
                    .ifPresent(value -> problems.add(wrong(DATADOG_FORWARDER, value)
                            + "a function's whole ARN, such as"
                            + " arn:aws:lambda:eu-west-1:123456789012:function:datadog-forwarder."));
            if (arn.isPresent() && tracing.equals("off")) {
                problems.add(DATADOG_FORWARDER + " has no use with " + TRACING + "=off; leave one of them out.");
            }
            return arn;
        }

        /** Libraries write their keys with a colon, a slash or a prefix; ours are plain words. */
        private static boolean known(String key) {
            return KEYS.contains(key)
                    || KEYS_OF_CDK.contains(key)
                    || key.startsWith("cdk-")
                    || key.contains(":")
                    || key.contains("/");
        }

        private void refuse(String key) {
            problems.add("\"" + key + "\" is not a setting." + didYouMean(key, KEYS));
        }

        private String text(String key, String otherwise) {
            Object value = context.get(key);
            return value == null ? otherwise : value.toString();
        }

        /** Returns the value of a key that has a fixed choice of values, of which the first is the default. */
        private String oneOf(String key, List<String> values) {
            String value = text(key, values.get(0));
            if (!values.contains(value)) {
                problems.add(wrong(key, value) + String.join(", ", values) + "." + didYouMean(value, values));
            }
            return value;
        }

        private static String wrong(String key, String value) {
            return key + "=" + value + " is not possible; use ";
        }

        private static String didYouMean(String word, Collection<String> candidates) {
            return nearest(word, candidates)
                    .map(candidate -> " Did you mean \"" + candidate + "\"?")
                    .orElse("");
        }

        /** Takes a third of the word's length as the number of slips that still shows what was meant. */
        private static Optional<String> nearest(String word, Collection<String> candidates) {
            LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
            String written = word.toLowerCase(Locale.ROOT);
            Comparator<String> byDistance =
                    Comparator.comparingInt(candidate -> distance.apply(written, candidate.toLowerCase(Locale.ROOT)));
            Stream<String> near = candidates.stream()
                    .filter(candidate -> distance.apply(written, candidate.toLowerCase(Locale.ROOT))
                            <= Math.max(1, candidate.length() / 3));
            return near.min(byDistance);
        }
    }
}
