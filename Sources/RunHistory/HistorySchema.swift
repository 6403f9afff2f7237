import GRDB

/// The tables of a history file and how older files become current.
///
/// A migration that was ever released is never changed; a new version adds one at the end.
enum HistorySchema {
    /// `DQAH` in the header of the file: tells a history from the databases of other programs (`PRAGMA application_id`).
    static let applicationID: Int32 = 0x4451_4148

    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("history 1", foreignKeyChecks: .immediate) { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);

                    CREATE TABLE run (
                        id INTEGER PRIMARY KEY,
                        run_id TEXT NOT NULL UNIQUE CHECK (run_id <> ''),
                        -- The clock of the run in milliseconds since 1970, UTC.
                        now_ms INTEGER NOT NULL,
                        suite TEXT NOT NULL,
                        -- database.collection
                        namespace TEXT NOT NULL,
                        status TEXT NOT NULL,
                        exit_code INTEGER NOT NULL,
                        documents INTEGER NOT NULL,
                        review TEXT NOT NULL
                    ) STRICT;
                    CREATE INDEX run_by_series ON run (suite, namespace, now_ms, run_id);
                    CREATE INDEX run_by_time ON run (now_ms, run_id);

                    CREATE TABLE metric (
                        run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
                        -- The place in the record, from 0.
                        position INTEGER NOT NULL,
                        check_id TEXT NOT NULL,
                        kind TEXT NOT NULL,
                        name TEXT NOT NULL,
                        segment TEXT,
                        value REAL NOT NULL,
                        unit TEXT NOT NULL,
                        status TEXT NOT NULL,
                        PRIMARY KEY (run, position)
                    ) STRICT, WITHOUT ROWID;
                    CREATE INDEX metric_by_series ON metric (run, check_id, name, segment);
                    """)
        }
        return migrator
    }()

    /// What a database is to this program.
    enum Identity {
        /// Nothing in it yet.
        case fresh
        /// A history that lacks migrations.
        case olderHistory
        case history
        /// A history with migrations that this program does not know.
        case newerHistory
        case foreign
    }

    /// Finds out without writing, so that the database of another program stays as it is.
    ///
    /// Call it inside a transaction: its first query then fixes what the others see, while another process makes the tables.
    static func identity(of db: Database) throws -> Identity {
        let mark = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if mark == applicationID {
            if try migrator.hasBeenSuperseded(db) { return .newerHistory }
            return try migrator.hasCompletedMigrations(db) ? .history : .olderHistory
        }
        // A writer that was killed during the very first migration leaves the empty list of migrations behind.
        let others = try Int.fetchOne(
            db,
            sql:
                "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' AND tbl_name <> 'grdb_migrations'"
        )
        return mark == 0 && others == 0 ? .fresh : .foreign
    }
}
