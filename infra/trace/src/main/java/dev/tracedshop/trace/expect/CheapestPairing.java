package dev.tracedshop.trace.expect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pairs rows with columns, each column at most once, so that the sum of costs is least. */
final class CheapestPairing {
    /*
     * The assignment problem, solved by the Hungarian method with potentials (shortest augmenting paths), O(rows² · columns).
     *
     * Two things keep the matrix small. A row needs only its r cheapest columns, r being the number of rows: the other rows can
     * take at most r − 1 of them. And each row has a column of its own that stands for "left without a partner", which makes every
     * pairing complete. So r rows make at most r² + r columns, however many candidates there are.
     *
     * Of equally cheap pairings, the same is chosen for the same input: candidates are taken in their order.
     */
    private static final long FORBIDDEN = Long.MAX_VALUE / 4;

    /**
     * A possible partner of a row.
     *
     * @param column the partner
     * @param cost what the pair costs
     */
    record Candidate(int column, long cost) {}

    private CheapestPairing() {}

    /**
     * Returns each row's column, or −1 for a row without a partner.
     *
     * @param rows the possible partners of each row
     * @param alone what each row costs without a partner
     */
    static int[] solve(List<List<Candidate>> rows, long[] alone) {
        if (rows.size() == 1) {
            return new int[] {
                rows.get(0).stream()
                        .filter(candidate -> candidate.cost() < alone[0])
                        .min(Comparator.comparingLong(Candidate::cost))
                        .map(Candidate::column)
                        .orElse(-1)
            };
        }
        int count = rows.size();
        Map<Integer, Integer> position = new HashMap<>();
        List<Integer> columns = new ArrayList<>();
        List<List<Candidate>> kept = new ArrayList<>();
        for (List<Candidate> row : rows) {
            List<Candidate> cheapest = row.stream()
                    .sorted(Comparator.comparingLong(Candidate::cost))
                    .limit(count)
                    .toList();
            kept.add(cheapest);
            for (Candidate candidate : cheapest) {
                position.computeIfAbsent(candidate.column(), column -> {
                    columns.add(column);
                    return columns.size() - 1;
                });
            }
        }
        long[][] costs = new long[count][columns.size() + count];
        for (int row = 0; row < count; row++) {
            Arrays.fill(costs[row], FORBIDDEN);
            for (Candidate candidate : kept.get(row)) {
                costs[row][position.getOrDefault(candidate.column(), 0)] = candidate.cost();
            }
            costs[row][columns.size() + row] = alone[row];
        }
        int[] chosen = hungarian(costs);
        for (int row = 0; row < count; row++) {
            chosen[row] = chosen[row] < columns.size() ? columns.get(chosen[row]) : -1;
        }
        return chosen;
    }

    // Rows and columns count from 1 in here; 0 stands for "none yet".
    private static int[] hungarian(long[][] costs) {
        int rows = costs.length;
        int columns = costs[0].length;
        long[] rowPotential = new long[rows + 1];
        long[] columnPotential = new long[columns + 1];
        int[] rowOf = new int[columns + 1];
        int[] cameFrom = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            rowOf[0] = row;
            int at = 0;
            long[] slack = new long[columns + 1];
            Arrays.fill(slack, Long.MAX_VALUE / 2);
            boolean[] visited = new boolean[columns + 1];
            do {
                visited[at] = true;
                int currentRow = rowOf[at];
                long least = Long.MAX_VALUE / 2;
                int next = 0;
                for (int column = 1; column <= columns; column++) {
                    if (visited[column]) {
                        continue;
                    }
                    long reduced =
                            costs[currentRow - 1][column - 1] - rowPotential[currentRow] - columnPotential[column];
                    if (reduced < slack[column]) {
                        slack[column] = reduced;
                        cameFrom[column] = at;
                    }
                    if (slack[column] < least) {
                        least = slack[column];
                        next = column;
                    }
                }
                for (int column = 0; column <= columns; column++) {
                    if (visited[column]) {
                        rowPotential[rowOf[column]] += least;
                        columnPotential[column] -= least;
                    } else {
                        slack[column] -= least;
                    }
                }
                at = next;
            } while (rowOf[at] != 0);
            while (at != 0) {
                int previous = cameFrom[at];
                rowOf[at] = rowOf[previous];
                at = previous;
            }
        }
        int[] columnOf = new int[rows];
        for (int column = 1; column <= columns; column++) {
            if (rowOf[column] != 0) {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }
        return columnOf;
    }
}
