package io.worldreel.cli.table;

/**
 * What a table held.
 *
 * @param rows lines below the header
 * @param entities distinct entities
 * @param values values of components
 */
public record ImportedTable(long rows, long frames, long entities, long values, long events) {}
