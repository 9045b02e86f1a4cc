package dev.tracedshop.workshop.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.step.CheckResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The result of a check as one process tells it to another. */
final class CheckJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CheckJson() {}

    static String write(CheckResult result) {
        try {
            ObjectNode json = JSON.createObjectNode().put("begun", result.begun());
            json.set("report", JSON.readTree(new TraceJson().write(result.report())));
            json.set("files", JSON.valueToTree(result.files()));
            json.set("tasks", JSON.valueToTree(result.tasks()));
            return json.toString();
        } catch (IOException e) {
            throw new IllegalStateException("Our own JSON cannot be read", e);
        }
    }

    static CheckResult read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<String> files = new ArrayList<>();
            json.path("files").forEach(file -> files.add(file.asText()));
            List<CheckResult.TaskState> tasks = new ArrayList<>();
            json.path("tasks")
                    .forEach(task -> tasks.add(new CheckResult.TaskState(
                            task.path("title").asText(), task.path("done").asBoolean())));
            return new CheckResult(
                    new TraceJson().readReport(json.path("report").toString()),
                    json.path("begun").asBoolean(),
                    files,
                    tasks);
        } catch (IOException e) {
            throw WorkshopException.setup("The running shop answered something else than a check: " + e.getMessage());
        }
    }
}
