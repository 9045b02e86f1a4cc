package dev.tracedshop.local.asl;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** A state machine's definition that was found to be without fault. */
public final class Definition {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final String text;
    private final JsonNode root;

    private Definition(String text, JsonNode root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Reads a definition.
     *
     * @param text the definition as JSON
     * @param resources what tasks may name
     * @throws DefinitionException with everything that is wrong
     */
    public static Definition parse(String text, Resources resources) {
        List<DefinitionProblem> problems = new ArrayList<>();
        JsonNode root = read(text, problems);
        if (problems.isEmpty()) {
            problems.addAll(new DefinitionCheck(resources).machine(root));
        }
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
        return new Definition(text, root);
    }

    private static JsonNode read(String text, List<DefinitionProblem> problems) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) {
                problems.add(new DefinitionProblem("$", "A definition is a JSON object."));
            }
            return root;
        } catch (JacksonException e) {
            problems.add(new DefinitionProblem(
                    "$",
                    "The definition is not JSON: " + e.getOriginalMessage() + " (line "
                            + e.getLocation().getLineNr() + ")"));
            return JSON.missingNode();
        }
    }

    /** Returns the definition as it was written. */
    public String text() {
        return text;
    }

    JsonNode root() {
        return root;
    }
}
