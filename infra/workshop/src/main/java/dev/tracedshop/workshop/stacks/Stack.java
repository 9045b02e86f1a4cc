package dev.tracedshop.workshop.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A stack of a synthesized assembly.
 *
 * @param name its name, for example {@code dev-product-api}
 * @param id what the CDK's command line calls it, for example {@code ProductApi}
 * @param description what its template says of itself; empty if nothing
 * @param dependencies the names of the stacks that are deployed before it
 * @param parameters the names of the template's parameters that have no default
 * @param resources the template's resources by their logical ids, as it has them
 */
public record Stack(
        String name,
        String id,
        String description,
        List<String> dependencies,
        List<String> parameters,
        JsonNode resources) {}
