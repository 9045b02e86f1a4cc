package dev.tracedshop.local.asl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tracedshop.local.states.integration.Integration;
import dev.tracedshop.local.testing.Templates;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot run is refused at load: all of it at once, each with its place. */
class DefinitionTest {
    private static List<String> problems(String definition) {
        DefinitionException refused = catchThrowableOfType(
                DefinitionException.class,
                () -> Definition.parse(Templates.json(definition).toString(), Integration::problem));
        return refused.problems().stream().map(DefinitionProblem::path).toList();
    }

    @Test
    void allProblemsAreToldAtOnceWithTheirPlaces() {
        assertThat(problems("""
                {'StartAt': 'A', 'QueryLanguage': 'JSONata', 'States': {
                  'A': {'Type': 'Task', 'Resource': 'arn:aws:states:::ecs:runTask.sync', 'Assign': {}, 'Next': 'Nowhere',
                    'Parameters': {'x.$': 'States.Nothing(1)', 'y.$': '$.a.length()', 'z.$': 5}},
                  'Lost': {'Type': 'Wait', 'Seconds': 1, 'Timestamp': 'noon', 'End': true}}}
                """))
                .containsExactlyInAnyOrder(
                        "$.QueryLanguage",
                        "$.States.A.Resource",
                        "$.States.A.Assign",
                        "$.States.A.Next",
                        "$.States.A.Parameters.x.$",
                        "$.States.A.Parameters.y.$",
                        "$.States.A.Parameters.z.$",
                        "$.States.Lost",
                        "$.States.Lost",
                        "$.States.Lost.Timestamp",
                        "$.States");
    }

    @Test
    void placesWithinBranchesChoicesAndCatchersAreNamed() {
        assertThat(problems("""
                {'StartAt': 'C', 'States': {
                  'C': {'Type': 'Choice', 'Choices': [{'And': [{'Variable': '$.a[*]', 'IsNull': 1}], 'Next': 'M'}], 'Default': 'P'},
                  'M': {'Type': 'Map', 'End': true, 'ItemProcessor': {'ProcessorConfig': {'Mode': 'DISTRIBUTED'}, 'StartAt': 'I', 'States': {
                    'I': {'Type': 'Pass', 'ResultPath': '$.a[*]', 'End': true}}}},
                  'P': {'Type': 'Parallel', 'Branches': [{'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'Next': 'M'}}}], 'End': true,
                    'Retry': [{'ErrorEquals': ['States.ALL', 'Other'], 'BackoffRate': 0.5}], 'Catch': [{'ErrorEquals': [], 'Next': 'Q'}]}}}
                """))
                .containsExactlyInAnyOrder(
                        "$.States.C.Choices[0].And[0].Variable",
                        "$.States.C.Choices[0].And[0].IsNull",
                        "$.States.M.ItemProcessor.ProcessorConfig.Mode",
                        "$.States.M.ItemProcessor.States.I.ResultPath",
                        "$.States.P.Branches[0].States.X.Next",
                        "$.States.P.Branches[0].States",
                        "$.States.P.Retry[0].ErrorEquals",
                        "$.States.P.Retry[0].BackoffRate",
                        "$.States.P.Catch[0].ErrorEquals",
                        "$.States.P.Catch[0].Next");
    }

    @Test
    void textThatIsNotJsonIsToldWithItsLine() {
        DefinitionException refused = catchThrowableOfType(
                DefinitionException.class, () -> Definition.parse("{\n  'a'", Integration::problem));
        assertThat(refused).hasMessageContaining("is not JSON").hasMessageContaining("line 2");
    }
}
