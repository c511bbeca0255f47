/**
 * The statements that read PostgreSQL's catalogs. A schema that is null stands for the one in which
 * the session looks first. Columns that older servers lack are read through `to_jsonb`.
 */

const SCHEMA_2 = 'COALESCE($2::text, current_schema()::text)'

/** The tables of a schema ($1). */
export const TABLE_NAMES =
  'SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace ' +
  "WHERE n.nspname = COALESCE($1::text, current_schema()::text) AND c.relkind IN ('r', 'p', 'f') " +
  "AND c.relname <> 'spatial_ref_sys' ORDER BY c.oid"

/** Whether a table ($1) is in a schema ($2). */
export const TABLE_EXISTS =
  'SELECT 1 AS found FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace ' +
  `WHERE c.relname = left($1::text, 63) AND n.nspname = ${SCHEMA_2} ` +
  "AND c.relkind IN ('r', 'p', 'f', 'v', 'm')"

/** The tables of a list ($1, JSON). */
export const TABLES =
  "SELECT json_build_object('position', a.position, 'oid', c.oid::int8, " +
  "'comment', obj_description(c.oid, 'pg_class')) AS record " +
  'FROM json_to_recordset($1::json) AS a(position int, name text, schema text) ' +
  'JOIN pg_class c ON c.relname = a.name ' +
  'JOIN pg_namespace n ON n.oid = c.relnamespace ' +
  'AND n.nspname = COALESCE(a.schema, current_schema()::text) ' +
  "WHERE c.relkind IN ('r', 'p') ORDER BY a.position"

/** The columns of tables ($1, OIDs). */
export const COLUMNS =
  "SELECT json_build_object('table', a.attrelid::int8, 'name', a.attname, " +
  "'type', format_type(a.atttypid, a.atttypmod), 'allowNull', NOT a.attnotnull, " +
  "'default', pg_get_expr(d.adbin, d.adrelid), " +
  "'identity', COALESCE(to_jsonb(a) ->> 'attidentity', ''), " +
  "'generated', COALESCE(to_jsonb(a) ->> 'attgenerated', ''), " +
  "'comment', col_description(a.attrelid, a.attnum), " +
  "'collation', CASE WHEN a.attcollation <> t.typcollation THEN l.collname END, " +
  "'enum', CASE WHEN e.oid IS NOT NULL THEN json_build_object('name', e.typname, " +
  "'schema', en.nspname, 'isCurrent', en.nspname = current_schema(), 'values', " +
  '(SELECT json_agg(v.enumlabel ORDER BY v.enumsortorder) FROM pg_enum v WHERE v.enumtypid = e.oid)) ' +
  'END) AS record FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid ' +
  'LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum ' +
  'LEFT JOIN pg_collation l ON l.oid = a.attcollation ' +
  "LEFT JOIN pg_type e ON e.typtype = 'e' AND e.oid IN (t.oid, t.typelem) " +
  'LEFT JOIN pg_namespace en ON en.oid = e.typnamespace ' +
  'WHERE a.attrelid = ANY ($1::oid[]) AND a.attnum > 0 AND NOT a.attisdropped ' +
  'ORDER BY a.attrelid, a.attnum'

const columnNames = (table: string, numbers: string): string =>
  '(SELECT json_agg(k.attname ORDER BY u.position) ' +
  `FROM unnest(${numbers}) WITH ORDINALITY AS u(number, position) ` +
  `JOIN pg_attribute k ON k.attrelid = ${table} AND k.attnum = u.number)`

const TIMING =
  "CASE WHEN NOT c.condeferrable THEN 'not deferrable' " +
  "WHEN c.condeferred THEN 'initially deferred' ELSE 'initially immediate' END"

/** The constraints of tables ($1, OIDs). */
export const CONSTRAINTS =
  "SELECT json_build_object('table', c.conrelid::int8, 'name', c.conname, 'type', c.contype, " +
  `'columns', COALESCE(${columnNames('c.conrelid', 'c.conkey')}, '[]'), ` +
  "'references', CASE WHEN r.oid IS NOT NULL THEN json_build_object('name', r.relname, " +
  "'schema', rn.nspname, 'isCurrent', rn.nspname = current_schema(), " +
  `'columns', ${columnNames('c.confrelid', 'c.confkey')}) END, ` +
  "'onDelete', c.confdeltype, 'onUpdate', c.confupdtype, " +
  `'timing', ${TIMING}, ` +
  "'condition', CASE WHEN c.contype = 'c' THEN pg_get_expr(c.conbin, c.conrelid) END) AS record " +
  'FROM pg_constraint c LEFT JOIN pg_class r ON r.oid = c.confrelid ' +
  'LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace ' +
  "WHERE c.conrelid = ANY ($1::oid[]) AND c.contype IN ('p', 'u', 'f', 'c') " +
  'ORDER BY c.conrelid, c.oid'

const INDEX_FIELDS = (fields: string): string =>
  `(SELECT json_agg(json_build_object(${fields}) ORDER BY p.position) ` +
  "FROM generate_series(1, COALESCE((to_jsonb(x) ->> 'indnkeyatts')::int, x.indnatts)) AS p(position) " +
  'LEFT JOIN pg_attribute k ON k.attrelid = x.indrelid AND k.attnum = x.indkey[p.position - 1] ' +
  'AND k.attnum > 0 ' +
  'LEFT JOIN pg_opclass o ON o.oid = x.indclass[p.position - 1] ' +
  'LEFT JOIN pg_collation l ON l.oid = x.indcollation[p.position - 1] ' +
  'AND l.oid <> COALESCE(k.attcollation, 0))'

/** The indexes of tables ($1, OIDs) that are not there for a constraint. */
export const INDEXES =
  "SELECT json_build_object('table', x.indrelid::int8, 'name', i.relname, " +
  "'isUnique', x.indisunique, 'using', m.amname, 'where', pg_get_expr(x.indpred, x.indrelid), " +
  `'fields', ${INDEX_FIELDS(
    "'column', k.attname, 'expression', pg_get_indexdef(x.indexrelid, p.position, true), " +
      "'isDescending', (x.indoption[p.position - 1] & 1) = 1, " +
      "'collation', CASE WHEN k.attname IS NOT NULL THEN l.collname END, " +
      "'operator', CASE WHEN NOT o.opcdefault THEN o.opcname END",
  )}) AS record ` +
  'FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_am m ON m.oid = i.relam ' +
  'WHERE x.indrelid = ANY ($1::oid[]) AND NOT x.indisprimary AND NOT EXISTS ' +
  "(SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid AND c.contype IN ('p', 'u', 'x')) " +
  'ORDER BY x.indrelid, x.indexrelid'

/** The schemas that are no system's. */
export const SCHEMA_NAMES =
  "SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('information_schema', 'public') " +
  "AND nspname !~ '^pg_' ORDER BY oid"

/** The enumerated types of a schema ($1), all of them or those of a list ($2, JSON). */
export const ENUMS =
  "SELECT json_build_object('name', t.typname, " +
  "'values', json_agg(e.enumlabel ORDER BY e.enumsortorder)) AS record " +
  'FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid ' +
  'JOIN pg_namespace n ON n.oid = t.typnamespace ' +
  'WHERE n.nspname = COALESCE($1::text, current_schema()::text) AND ' +
  '($2::json IS NULL OR t.typname IN (SELECT json_array_elements_text($2::json))) ' +
  'GROUP BY t.oid, t.typname ORDER BY t.typname'

/** v6's description of a table or view ($1) in a schema ($2). */
export const DESCRIPTION =
  "SELECT json_build_object('name', c.column_name, 'type', " +
  "(CASE WHEN c.udt_name = 'hstore' THEN c.udt_name ELSE c.data_type END) || " +
  "COALESCE('(' || c.character_maximum_length || ')', ''), " +
  "'allowNull', c.is_nullable = 'YES', 'default', c.column_default, " +
  "'comment', col_description(r.oid, c.ordinal_position::int), " +
  "'special', (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_type t " +
  'JOIN pg_namespace tn ON tn.oid = t.typnamespace AND tn.nspname = c.udt_schema ' +
  "JOIN pg_enum e ON e.enumtypid IN (t.oid, t.typelem) WHERE t.typname = c.udt_name), 'primaryKey', " +
  'EXISTS (SELECT 1 FROM pg_constraint p WHERE p.conrelid = r.oid ' +
  "AND p.contype = 'p' AND c.ordinal_position = ANY (p.conkey))) AS record " +
  'FROM information_schema.columns c JOIN pg_namespace n ON n.nspname = c.table_schema ' +
  'JOIN pg_class r ON r.relnamespace = n.oid AND r.relname = c.table_name ' +
  `WHERE c.table_name = $1 AND c.table_schema = ${SCHEMA_2} ORDER BY c.ordinal_position`

/** v6's rows of `showIndex`, of a table ($1) in a schema ($2). */
export const SHOWN_INDEXES =
  "SELECT json_build_object('name', i.relname, 'primary', x.indisprimary, " +
  "'unique', x.indisunique, 'indkey', x.indkey::text, " +
  "'definition', pg_get_indexdef(x.indexrelid), " +
  `'fields', ${INDEX_FIELDS(
    "'attribute', COALESCE(k.attname, pg_get_indexdef(x.indexrelid, p.position, true)), " +
      "'isDescending', (x.indoption[p.position - 1] & 1) = 1, 'collate', l.collname",
  )}) AS record ` +
  'FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid ' +
  'JOIN pg_class r ON r.oid = x.indrelid JOIN pg_namespace n ON n.oid = r.relnamespace ' +
  `WHERE r.relname = $1 AND n.nspname = ${SCHEMA_2} ORDER BY i.relname`

/** v6's rows of `getForeignKeyReferencesForTable`, of a table ($1) in a schema ($2). */
export const FOREIGN_KEYS =
  "SELECT json_build_object('constraintName', c.conname, 'constraintSchema', n.nspname, " +
  "'constraintCatalog', current_database(), 'tableName', t.relname, 'tableSchema', n.nspname, " +
  "'tableCatalog', current_database(), 'columnName', k.attname, " +
  "'referencedTableSchema', rn.nspname, 'referencedTableCatalog', current_database(), " +
  "'referencedTableName', r.relname, 'referencedColumnName', rk.attname, " +
  `'timing', ${TIMING}) AS record ` +
  'FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid ' +
  'JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_class r ON r.oid = c.confrelid ' +
  'JOIN pg_namespace rn ON rn.oid = r.relnamespace ' +
  'CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS u(number, target, position) ' +
  'JOIN pg_attribute k ON k.attrelid = t.oid AND k.attnum = u.number ' +
  'JOIN pg_attribute rk ON rk.attrelid = r.oid AND rk.attnum = u.target ' +
  `WHERE c.contype = 'f' AND t.relname = $1 AND n.nspname = ${SCHEMA_2} ` +
  'ORDER BY c.oid, u.position'

/** v6's rows of `showConstraint`, of a table ($1) in a schema ($2): all or one by name ($3). */
export const SHOWN_CONSTRAINTS =
  "SELECT json_build_object('constraintCatalog', constraint_catalog, " +
  "'constraintSchema', constraint_schema, 'constraintName', constraint_name, " +
  "'tableCatalog', table_catalog, 'tableSchema', table_schema, 'tableName', table_name, " +
  "'constraintType', constraint_type, 'isDeferrable', is_deferrable, " +
  "'initiallyDeferred', initially_deferred) AS record " +
  'FROM information_schema.table_constraints ' +
  `WHERE table_name = $1 AND table_schema = ${SCHEMA_2} ` +
  'AND ($3::text IS NULL OR constraint_name = $3)'
