package io.worldreel.format.segment;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Fills an R*Tree of SQLite that is empty, from the leaves up and with full nodes, which takes a fraction of the time and two
 * thirds of the space of inserting box by box. Boxes that come together should lie together in the last dimension: what follows
 * is sorted by itself, so that memory does not grow with the tree but for one box a node.
 *
 * <p>A node is a BLOB: u16 height of the tree (in the root, node 1), u16 cells, then for each cell i64 id of the row or child and
 * f32 minimum and maximum of each dimension; all numbers are big endian. Two more tables say which node holds a row, and which is
 * the parent of a node.
 */
final class BoxTree {
    private static final int DIMENSIONS = 4;
    private static final int COORDINATES = 2 * DIMENSIONS;
    private static final int HEAD_BYTES = 4;
    private static final int CELL_BYTES = Long.BYTES + Float.BYTES * COORDINATES;
    private static final int ROOT = 1;
    private static final String ROWS = "_rowid";
    private static final String PARENTS = "_parent";
    /** In which order dimensions are cut: the last one is time in a world of three others. */
    private static final int[] CUTS = { 3, 0, 2, 1 };
    private static final int BATCH = 1 << 17;
    /** Boxes of so many nodes are not cut: they are soon looked through, and compress better in the order of their ids. */
    private static final int FEW_NODES = 32;
    private static final int ROWS_AT_ONCE = 100;

    private final Connection db;
    private final String table;
    private final ByteBuffer node;
    private final int cellsOfNode;
    private int nodes = ROOT;

    private Level batch = new Level(1 << 10);
    private final Level leaves = new Level(1 << 8);

    /** Boxes, and what they are of: rows, or nodes. */
    private static final class Level {
        private long[] ids;
        private float[] coordinates;
        private int count;

        Level(int capacity) {
            ids = new long[capacity];
            coordinates = new float[capacity * COORDINATES];
        }

        void add(long id, float[] source, int from) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
                coordinates = Arrays.copyOf(coordinates, 2 * coordinates.length);
            }
            ids[count] = id;
            System.arraycopy(source, from, coordinates, count++ * COORDINATES, COORDINATES);
        }

        double middle(int box, int dimension) {
            int at = box * COORDINATES + 2 * dimension;
            return (double) coordinates[at] + coordinates[at + 1];
        }
    }

    /** @param table an R*Tree of four dimensions without rows */
    BoxTree(Connection db, String table) throws SQLException {
        this.db = db;
        this.table = table;
        try (Statement statement = db.createStatement();
                ResultSet row = statement.executeQuery("SELECT length(data) FROM " + table + "_node")) {
            node = ByteBuffer.allocate(row.getInt(1));
        }
        cellsOfNode = (node.capacity() - HEAD_BYTES) / CELL_BYTES;
    }

    /**
     * Adds a row.
     *
     * @param box minimum and maximum of each dimension, which the tree holds as floats that are not above or below them
     */
    void add(long id, double... box) throws SQLException {
        float[] rounded = new float[COORDINATES];
        for (int i = 0; i < COORDINATES; i++) {
            float near = (float) box[i];
            boolean minimum = i % 2 == 0;
            rounded[i] = minimum && near > box[i]
                    ? Math.nextDown(near)
                    : !minimum && near < box[i] ? Math.nextUp(near) : near;
        }
        batch.add(id, rounded, 0);
        if (batch.count == BATCH) {
            writeLeaves();
        }
    }

    /** Writes what is left, and the tree above it. */
    void finish() throws SQLException {
        Level level = batch;
        String holders = ROWS;
        int height = 0;
        if (leaves.count > 0 || batch.count > cellsOfNode) {
            writeLeaves();
            level = leaves;
            holders = PARENTS;
            height = 1;
        }
        while (level.count > cellsOfNode) {
            Level above = new Level(level.count / cellsOfNode + 1);
            writeHolders(PARENTS, level, writeNodes(level, inOrder(level), above));
            level = above;
            height++;
        }
        try (PreparedStatement update = db
                .prepareStatement("UPDATE " + table + "_node SET data = ?2 WHERE nodeno = ?1")) {
            write(update, ROOT, height, level, inOrder(level), 0, level.count);
        }
        int[] nodeOf = new int[level.count];
        Arrays.fill(nodeOf, ROOT);
        writeHolders(holders, level, nodeOf);
    }

    private void writeLeaves() throws SQLException {
        writeHolders(ROWS, batch, writeNodes(batch, sorted(batch), leaves));
        batch = new Level(batch.ids.length);
    }

    private static int[] inOrder(Level level) {
        return IntStream.range(0, level.count).toArray();
    }

    /**
     * Writes the nodes that hold boxes, as evenly filled as can be, and adds their own boxes to the level above.
     *
     * @return the node of each box
     */
    private int[] writeNodes(Level level, int[] order, Level above) throws SQLException {
        int count = (level.count + cellsOfNode - 1) / cellsOfNode;
        int[] nodeOf = new int[level.count];
        try (PreparedStatement insert = db.prepareStatement("INSERT INTO " + table + "_node VALUES (?1, ?2)")) {
            for (int i = 0; i < count; i++) {
                int from = (int) ((long) level.count * i / count);
                int end = (int) ((long) level.count * (i + 1) / count);
                nodes++;
                write(insert, nodes, 0, level, order, from, end);
                above.add(nodes, around(level, order, from, end), 0);
                for (int k = from; k < end; k++) {
                    nodeOf[order[k]] = nodes;
                }
            }
        }
        return nodeOf;
    }

    private void write(PreparedStatement statement, int number, int height, Level level, int[] order, int from, int end)
            throws SQLException {
        Arrays.fill(node.array(), (byte) 0);
        node.clear().putShort((short) height).putShort((short) (end - from));
        for (int k = from; k < end; k++) {
            node.putLong(level.ids[order[k]]);
            for (int i = 0; i < COORDINATES; i++) {
                node.putFloat(level.coordinates[order[k] * COORDINATES + i]);
            }
        }
        statement.setInt(1, number);
        statement.setBytes(2, node.array());
        statement.executeUpdate();
    }

    private static float[] around(Level level, int[] order, int from, int end) {
        float[] box = Arrays.copyOfRange(level.coordinates, order[from] * COORDINATES,
                (order[from] + 1) * COORDINATES);
        for (int k = from + 1; k < end; k++) {
            for (int i = 0; i < COORDINATES; i += 2) {
                int at = order[k] * COORDINATES + i;
                box[i] = Math.min(box[i], level.coordinates[at]);
                box[i + 1] = Math.max(box[i + 1], level.coordinates[at + 1]);
            }
        }
        return box;
    }

    private void writeHolders(String suffix, Level level, int[] nodeOf) throws SQLException {
        int[] order = byId(level);
        int many = order.length / ROWS_AT_ONCE * ROWS_AT_ONCE;
        insertHolders(suffix, level, nodeOf, Arrays.copyOf(order, many), ROWS_AT_ONCE);
        insertHolders(suffix, level, nodeOf, Arrays.copyOfRange(order, many, order.length), 1);
    }

    /** @param rows how many a statement inserts: a statement of one row costs more than its row */
    private void insertHolders(String suffix, Level level, int[] nodeOf, int[] boxes, int rows)
            throws SQLException {
        String insert = "INSERT INTO " + table + suffix + " VALUES (?, ?)" + ", (?, ?)".repeat(rows - 1);
        try (PreparedStatement statement = db.prepareStatement(insert)) {
            int parameter = 0;
            for (int box : boxes) {
                statement.setLong(++parameter, level.ids[box]);
                statement.setInt(++parameter, nodeOf[box]);
                if (parameter == 2 * rows) {
                    statement.executeUpdate();
                    parameter = 0;
                }
            }
        }
    }

    /** The boxes of a level, cut along one dimension after the other into slabs of as many nodes each. */
    private int[] sorted(Level level) {
        if (level.count <= FEW_NODES * cellsOfNode) {
            return byId(level);
        }
        int[] order = inOrder(level);
        sort(level, order, 0, level.count, 0);
        return order;
    }

    private static int[] byId(Level level) {
        return IntStream.range(0, level.count).boxed().sorted(Comparator.comparingLong(box -> level.ids[box]))
                .mapToInt(Integer::intValue).toArray();
    }

    private void sort(Level level, int[] order, int from, int end, int depth) {
        int count = (end - from + cellsOfNode - 1) / cellsOfNode;
        if (count <= 1) {
            return;
        }
        Integer[] boxes = Arrays.stream(order, from, end).boxed().toArray(Integer[]::new);
        Arrays.sort(boxes, Comparator.comparingDouble(box -> level.middle(box, CUTS[depth])));
        for (int i = 0; i < boxes.length; i++) {
            order[from + i] = boxes[i];
        }
        if (depth == DIMENSIONS - 1) {
            return;
        }
        int slabs = (int) Math.ceil(Math.pow(count, 1.0 / (DIMENSIONS - depth)));
        int boxesOfSlab = (count + slabs - 1) / slabs * cellsOfNode;
        for (int slab = from; slab < end; slab += boxesOfSlab) {
            sort(level, order, slab, Math.min(end, slab + boxesOfSlab), depth + 1);
        }
    }
}
