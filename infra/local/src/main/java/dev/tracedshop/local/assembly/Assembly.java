package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A cloud assembly as {@code cdk synth} leaves it: all stacks of one app, their values resolved.
 *
 * <p>Values are resolved when they are asked for, so an address that is known only once a server listens (an API's endpoint) can be told
 * late: see {@link #bind}.
 */
public final class Assembly {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Place place;
    private final Map<String, Template> templates;
    private final Map<String, Path> assets;
    private final Map<String, String> bound = new HashMap<>();

    private Assembly(Path directory, Place place, Map<String, Template> templates, Map<String, Path> assets) {
        this.directory = directory;
        this.place = place;
        this.templates = templates;
        this.assets = assets;
    }

    /**
     * Reads an assembly and checks that everything in it can run here.
     *
     * @param directory what {@code cdk synth} calls its output, usually {@code cdk.out}
     * @param place what the pseudo parameters say
     * @param parameters values of template parameters by name, for all stacks
     * @throws AssemblyException with every problem of every stack at once
     */
    public static Assembly load(Path directory, Place place, Map<String, String> parameters) {
        return load(directory, place, parameters, stack -> true);
    }

    /**
     * Reads and checks those of its stacks whose names are asked for; the others are as if they had not been deployed.
     *
     * @param parameters values of template parameters without a default, by name
     * @param stacks tells by its name whether a stack is wanted
     * @throws AssemblyException with all that cannot run here
     */
    public static Assembly load(Path directory, Place place, Map<String, String> parameters, Predicate<String> stacks) {
        JsonNode manifest = read(directory.resolve("manifest.json"));
        Map<String, Template> templates = new LinkedHashMap<>();
        Map<String, Path> assets = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        manifest.path("artifacts").properties().forEach(artifact -> {
            JsonNode properties = artifact.getValue().path("properties");
            switch (artifact.getValue().path("type").asText()) {
                case "aws:cloudformation:stack" -> {
                    String name = properties.path("stackName").asText(artifact.getKey());
                    if (!stacks.test(name)) {
                        return;
                    }
                    JsonNode content = read(
                            directory.resolve(properties.path("templateFile").asText()));
                    templates.put(name, new Template(name, content, parameters));
                }
                case "cdk:asset-manifest" ->
                    assets.putAll(assets(directory, properties.path("file").asText()));
                case "cdk:cloud-assembly" ->
                    problems.add(
                            new Problem(
                                    artifact.getKey(),
                                    artifact.getKey(),
                                    "cdk:cloud-assembly",
                                    "A nested assembly (a CDK Stage) is not run here; synthesize its stacks in the app itself."));
                default -> {
                    // The construct tree and the like describe the app; nothing in them runs.
                }
            }
        });
        if (templates.isEmpty() && problems.isEmpty()) {
            throw new AssemblyException(directory + " holds no stacks; was it synthesized by cdk synth?");
        }
        Assembly assembly = new Assembly(directory, place, templates, assets);
        templates.values().forEach(template -> problems.addAll(assembly.check(template)));
        if (!problems.isEmpty()) {
            throw new AssemblyException(problems);
        }
        return assembly;
    }

    private List<Problem> check(Template template) {
        List<Problem> problems = new ArrayList<>();
        Intrinsics intrinsics = intrinsics(template);
        for (Resource resource : template.resources()) {
            try {
                if (!active(template, resource)) {
                    continue;
                }
            } catch (UnresolvedException e) {
                problems.add(new Problem(resource.stack(), resource.path(), resource.type(), e.getMessage()));
                continue;
            }
            if (!ResourceTypes.knows(resource.type())) {
                problems.add(new Problem(
                        resource.stack(),
                        resource.path(),
                        resource.type(),
                        "This resource type does not run here. Types that do: "
                                + String.join(", ", ResourceTypes.supported())));
                continue;
            }
            resource.properties().properties().forEach(property -> {
                String what = resource.type() + ": " + property.getKey();
                if (!ResourceTypes.knows(resource.type(), property.getKey())) {
                    problems.add(
                            new Problem(
                                    resource.stack(),
                                    resource.path(),
                                    what,
                                    "This property is not supported here, and dropping it would change what the resource does."));
                } else if (ResourceTypes.honours(resource.type(), property.getKey())) {
                    try {
                        intrinsics.resolve(property.getValue());
                    } catch (UnresolvedException e) {
                        problems.add(new Problem(resource.stack(), resource.path(), what, e.getMessage()));
                    }
                }
            });
            restrict(resource, problems);
        }
        template.outputs().forEach((name, output) -> {
            try {
                if (active(template, output)) {
                    intrinsics.resolve(output.path("Value"));
                }
            } catch (UnresolvedException e) {
                problems.add(new Problem(template.stack(), template.stack() + "/" + name, "Output", e.getMessage()));
            }
        });
        return problems;
    }

    private void restrict(Resource resource, List<Problem> problems) {
        JsonNode properties;
        try {
            properties = properties(resource);
        } catch (UnresolvedException e) {
            return; // Reported with its property already.
        }
        Restrictions.of(resource, properties, this)
                .forEach(restriction -> problems.add(new Problem(
                        resource.stack(),
                        resource.path(),
                        resource.type() + ": " + restriction.property(),
                        restriction.detail())));
    }

    private boolean active(Template template, Resource resource) {
        return template.condition(resource.logicalId())
                .map(name -> intrinsics(template).condition(name))
                .orElse(true);
    }

    private boolean active(Template template, JsonNode output) {
        JsonNode condition = output.path("Condition");
        return condition.isMissingNode() || intrinsics(template).condition(condition.asText());
    }

    /** Returns the resource types that run here. */
    public static Set<String> supportedTypes() {
        return ResourceTypes.supported();
    }

    /** Returns where the assembly lies. */
    public Path directory() {
        return directory;
    }

    /** Returns what the pseudo parameters say. */
    public Place place() {
        return place;
    }

    /** Returns the names of the stacks, in the order of the manifest. */
    public List<String> stacks() {
        return List.copyOf(templates.keySet());
    }

    /** Returns all resources of a type whose conditions hold, in the order of their templates. */
    public List<Resource> resources(String type) {
        List<Resource> found = new ArrayList<>();
        templates
                .values()
                .forEach(template -> template.resources().stream()
                        .filter(resource -> resource.type().equals(type))
                        .filter(resource -> active(template, resource))
                        .forEach(found::add));
        return found;
    }

    /** Returns a resource's properties with every intrinsic function resolved; those without a meaning here are left out. */
    public JsonNode properties(Resource resource) {
        ObjectNode resolved = JSON.createObjectNode();
        Intrinsics intrinsics = intrinsics(template(resource.stack()));
        resource.properties().properties().forEach(property -> {
            if (ResourceTypes.honours(resource.type(), property.getKey())) {
                JsonNode value = intrinsics.resolve(property.getValue());
                if (!value.isMissingNode()) {
                    resolved.set(property.getKey(), value);
                }
            }
        });
        return resolved;
    }

    /** Returns what {@code Ref} gives for a resource: its name or id, for a topic its ARN. */
    public String physicalId(Resource resource) {
        return intrinsics(template(resource.stack())).ref(resource);
    }

    /** Returns what {@code Fn::GetAtt} gives for a resource. */
    public String attribute(Resource resource, String name) {
        return intrinsics(template(resource.stack())).attribute(resource, name);
    }

    /** Returns the resources of its own stack that a resource names in {@code DependsOn}, and that are made before it. */
    public List<Resource> dependsOn(Resource resource) {
        Template template = template(resource.stack());
        return template.dependsOn(resource.logicalId()).stream()
                .flatMap(id -> template.resource(id).stream())
                .toList();
    }

    /** Tells an attribute's value that no template can know, such as the address at which an API listens. */
    public void bind(Resource resource, String attribute, String value) {
        bound.put(resource.stack() + "/" + resource.logicalId() + "/" + attribute, value);
    }

    /** Returns the outputs of all stacks whose conditions hold, by {@code <stack>.<output>}. */
    public Map<String, String> outputs() {
        Map<String, String> outputs = new LinkedHashMap<>();
        templates
                .values()
                .forEach(template -> template.outputs().forEach((name, output) -> {
                    if (active(template, output)) {
                        outputs.put(
                                template.stack() + "." + name,
                                intrinsics(template)
                                        .resolve(output.path("Value"))
                                        .asText());
                    }
                }));
        return outputs;
    }

    /** Returns the SSM parameters that the templates create, by name. */
    public Map<String, String> ssmParameters() {
        Map<String, String> values = new LinkedHashMap<>();
        resources("AWS::SSM::Parameter").forEach(resource -> {
            JsonNode properties = properties(resource);
            values.put(physicalId(resource), properties.path("Value").asText());
        });
        return values;
    }

    /** Returns the file or directory of an asset by the object key that a template names. */
    public Optional<Path> asset(String objectKey) {
        return Optional.ofNullable(assets.get(objectKey));
    }

    private Intrinsics intrinsics(Template template) {
        return new Intrinsics(
                this,
                template,
                place,
                (resource, attribute) -> Optional.ofNullable(
                        bound.get(resource.stack() + "/" + resource.logicalId() + "/" + attribute)));
    }

    Template template(String stack) {
        return Objects.requireNonNull(templates.get(stack), () -> "no stack " + stack);
    }

    /** Finds the value of an SSM parameter that one of the templates creates. */
    Optional<String> ssmParameter(String name) {
        for (Template template : templates.values()) {
            Intrinsics intrinsics = intrinsics(template);
            for (Resource resource : template.resources()) {
                if (resource.type().equals("AWS::SSM::Parameter")
                        && active(template, resource)
                        && intrinsics.ref(resource).equals(name)) {
                    return Optional.of(intrinsics
                            .resolve(resource.properties().path("Value"))
                            .asText());
                }
            }
        }
        return Optional.empty();
    }

    /** Finds the value that one of the stacks exports under a name. */
    Optional<String> export(String name) {
        for (Template template : templates.values()) {
            Intrinsics intrinsics = intrinsics(template);
            for (JsonNode output : template.outputs().values()) {
                JsonNode exported = output.path("Export").path("Name");
                if (!exported.isMissingNode()
                        && active(template, output)
                        && intrinsics.resolve(exported).asText().equals(name)) {
                    return Optional.of(intrinsics.resolve(output.path("Value")).asText());
                }
            }
        }
        return Optional.empty();
    }

    private static Map<String, Path> assets(Path directory, String file) {
        Map<String, Path> assets = new HashMap<>();
        JsonNode files = read(directory.resolve(file)).path("files");
        files.forEach(asset -> asset.path("destinations")
                .forEach(destination -> assets.put(
                        destination.path("objectKey").asText(),
                        directory.resolve(asset.path("source").path("path").asText()))));
        return assets;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new AssemblyException(
                    "No synthesized assembly in " + file.getParent() + ": " + file.getFileName() + " is missing.");
        } catch (JacksonException e) {
            throw new AssemblyException(file + " is not JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** Says why a value of a template cannot be known. */
    static final class UnresolvedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnresolvedException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }

    /** Looks up values that were told by {@link #bind}. */
    interface Bound extends BiFunction<Resource, String, Optional<String>> {}
}
