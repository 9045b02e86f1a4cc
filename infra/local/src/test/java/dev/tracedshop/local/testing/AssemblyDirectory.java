package dev.tracedshop.local.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes a cloud assembly as {@code cdk synth} would: a manifest, one template per stack, one manifest of assets. */
public final class AssemblyDirectory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final ObjectNode manifest = JSON.createObjectNode();
    private final ObjectNode assets = JSON.createObjectNode();

    /**
     * @param directory an existing directory
     */
    public AssemblyDirectory(Path directory) {
        this.directory = directory;
        manifest.put("version", "44.0.0");
        manifest.putObject("artifacts");
        assets.putObject("files");
    }

    /** Adds a stack with a template's JSON; what is not JSON is written as it is. */
    public AssemblyDirectory stack(String name, String template) {
        String file = name + ".template.json";
        write(file, template);
        artifact(name, "aws:cloudformation:stack").put("templateFile", file);
        return this;
    }

    /** Adds a file asset under the key that templates name. */
    public AssemblyDirectory asset(String objectKey, Path file) {
        ObjectNode asset = ((ObjectNode) assets.path("files")).putObject(objectKey);
        asset.putObject("source").put("path", file.toString());
        asset.putObject("destinations").putObject("here").put("objectKey", objectKey);
        return this;
    }

    /** Adds an artifact of any type, and returns its properties to fill in. */
    public ObjectNode artifact(String name, String type) {
        ObjectNode artifact =
                ((ObjectNode) manifest.path("artifacts")).putObject(name).put("type", type);
        return artifact.putObject("properties");
    }

    /** Writes what is missing and returns the directory. */
    public Path write() {
        artifact("assets", "cdk:asset-manifest").put("file", "assets.json");
        write("assets.json", assets.toString());
        write("manifest.json", manifest.toString());
        return directory;
    }

    /** Writes and loads it, without parameters, in a place that is not the default one. */
    public Assembly load() {
        return load(Map.of());
    }

    /** Writes and loads it. */
    public Assembly load(Map<String, String> parameters) {
        return Assembly.load(write(), new Place("eu-north-1", "123456789012"), parameters);
    }

    private void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
