CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE directory (
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	id TEXT NOT NULL,
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	version INTEGER NOT NULL,
	deleted BOOLEAN NOT NULL,
	PRIMARY KEY (tenant, type, id)
);

CREATE TABLE identities (
	tenant TEXT NOT NULL,
	system TEXT NOT NULL,
	value TEXT NOT NULL,
	patient TEXT NOT NULL,
	PRIMARY KEY (tenant, system, value, patient)
);

CREATE INDEX identities_by_patient ON identities (tenant, patient);

CREATE TABLE links (
	tenant TEXT NOT NULL,
	patient TEXT NOT NULL,
	other TEXT NOT NULL,
	PRIMARY KEY (tenant, patient, other)
);

CREATE TABLE mentions (
	tenant TEXT NOT NULL,
	target_type TEXT NOT NULL,
	target_id TEXT NOT NULL,
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	PRIMARY KEY (shard, number, target_type, target_id)
);

CREATE INDEX mentions_by_target ON mentions (tenant, target_type, target_id);

CREATE TABLE versions (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	body BYTEA,
	last_updated BIGINT NOT NULL,
	method TEXT NOT NULL,
	deleted BOOLEAN NOT NULL,
	patient TEXT,
	care_unit TEXT,
	care_giver TEXT,
	released BOOLEAN NOT NULL,
	closed_at BIGINT,
	since_tx xid8 NOT NULL,
	until_tx xid8,
	PRIMARY KEY (shard, number),
	UNIQUE (shard, type, id, version)
);

CREATE INDEX versions_by_time ON versions (tenant, type, last_updated, number);

CREATE INDEX versions_to_sweep ON versions (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE answers (
	tenant TEXT NOT NULL,
	subject TEXT NOT NULL,
	key TEXT NOT NULL,
	request BYTEA NOT NULL,
	answer BYTEA NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (tenant, subject, key)
);

CREATE TABLE audit (
	tenant TEXT NOT NULL,
	number BIGINT NOT NULL,
	at BIGINT NOT NULL,
	interaction TEXT NOT NULL,
	subject TEXT NOT NULL,
	role TEXT NOT NULL,
	unit TEXT,
	provider TEXT,
	purpose TEXT NOT NULL,
	request_id TEXT NOT NULL,
	type TEXT,
	id TEXT,
	version INTEGER,
	patient TEXT,
	outcome TEXT NOT NULL,
	query TEXT,
	PRIMARY KEY (tenant, number)
);

CREATE INDEX audit_by_patient ON audit (tenant, patient, number) WHERE patient IS NOT NULL;

CREATE TABLE outbox (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	destination TEXT NOT NULL,
	tenant TEXT NOT NULL,
	state TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	due BIGINT NOT NULL,
	leased_until BIGINT,
	problem TEXT,
	PRIMARY KEY (shard, number, destination)
);

CREATE INDEX outbox_due ON outbox (state, due);

CREATE TABLE transaction_counter (
	number INTEGER NOT NULL
);

CREATE TABLE index_date (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	low BIGINT NOT NULL,
	high BIGINT NOT NULL,
	lasting SMALLINT NOT NULL,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_date_by_high ON index_date (tenant, param, high, low, number) WHERE lasting = 1;

CREATE INDEX index_date_by_low ON index_date (tenant, param, low, high, number);

CREATE TABLE index_number (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	low DOUBLE PRECISION NOT NULL,
	high DOUBLE PRECISION NOT NULL,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_number_by_low ON index_number (tenant, param, low, number);

CREATE TABLE index_quantity (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	system TEXT COLLATE "C" NOT NULL,
	code TEXT COLLATE "C" NOT NULL,
	unit TEXT COLLATE "C" NOT NULL,
	low DOUBLE PRECISION NOT NULL,
	high DOUBLE PRECISION NOT NULL,
	base_unit TEXT COLLATE "C",
	base_low DOUBLE PRECISION,
	base_high DOUBLE PRECISION,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_quantity_by_base_unit ON index_quantity (tenant, param, base_unit, base_low, number) WHERE base_unit IS NOT NULL;

CREATE INDEX index_quantity_by_low ON index_quantity (tenant, param, low, number);

CREATE TABLE index_reference (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	target_type TEXT NOT NULL,
	target_id TEXT NOT NULL,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_reference_by_target_id ON index_reference (tenant, target_id, param, number);

CREATE TABLE index_string (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	value TEXT COLLATE "C" NOT NULL,
	exact TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_string_by_value ON index_string (tenant, param, value, number);

CREATE TABLE index_token (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	system TEXT COLLATE "C" NOT NULL,
	code TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_token_by_code ON index_token (tenant, param, code, number);

CREATE TABLE index_uri (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	param INTEGER NOT NULL,
	part INTEGER NOT NULL,
	value TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (shard, number, param, place)
);

CREATE INDEX index_uri_by_value ON index_uri (tenant, param, value, number);

INSERT INTO transaction_counter (number) VALUES (1);

CREATE FUNCTION pk_expect(holds boolean, what text) RETURNS void LANGUAGE plpgsql AS $$
            BEGIN
              IF holds IS NOT TRUE THEN RAISE EXCEPTION USING ERRCODE = 'PK001', MESSAGE = what; END IF;
            END $$;

INSERT INTO alembic_version (version_num) VALUES ('0001') RETURNING alembic_version.version_num;

CREATE TABLE replicas (
	shard TEXT NOT NULL,
	source TEXT NOT NULL,
	fetched BIGINT NOT NULL,
	state TEXT NOT NULL,
	whole BOOLEAN NOT NULL,
	remarks TEXT NOT NULL,
	body BYTEA NOT NULL,
	refused_at BIGINT,
	PRIMARY KEY (shard)
);

CREATE INDEX replicas_by_source ON replicas (source);

CREATE TABLE sources (
	name TEXT NOT NULL,
	stated TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (name)
);

UPDATE alembic_version SET version_num='0002' WHERE alembic_version.version_num = '0001';

ALTER TABLE audit ADD COLUMN name TEXT;

ALTER TABLE audit ADD COLUMN assignment TEXT;

ALTER TABLE audit ADD COLUMN client TEXT;

ALTER TABLE audit ADD COLUMN person TEXT;

ALTER TABLE audit ADD COLUMN owner_unit TEXT;

ALTER TABLE audit ADD COLUMN owner_provider TEXT;

ALTER TABLE audit ADD COLUMN reason TEXT;

ALTER TABLE audit ADD COLUMN until BIGINT;

ALTER TABLE audit ADD COLUMN event BYTEA;

CREATE INDEX audit_by_person ON audit (person, number) WHERE person IS NOT NULL;

UPDATE alembic_version SET version_num='0003' WHERE alembic_version.version_num = '0002';

ALTER TABLE versions ADD COLUMN about_since BIGINT;

ALTER TABLE versions ADD COLUMN about_until BIGINT;

CREATE TABLE blocks (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	kind TEXT NOT NULL,
	unit TEXT,
	giver TEXT,
	since BIGINT,
	until BIGINT,
	about_since BIGINT,
	about_until BIGINT,
	excluded TEXT NOT NULL,
	PRIMARY KEY (shard, number)
);

CREATE TABLE block_liftings (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	place INTEGER NOT NULL,
	unit TEXT,
	giver TEXT,
	employee TEXT,
	since BIGINT NOT NULL,
	until BIGINT,
	PRIMARY KEY (shard, number, place)
);

UPDATE alembic_version SET version_num='0004' WHERE alembic_version.version_num = '0003';

CREATE TABLE indexed_parameters (
	tenant TEXT NOT NULL,
	id TEXT NOT NULL,
	version INTEGER NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (tenant, id, version)
);

CREATE TABLE reindex_jobs (
	tenant TEXT NOT NULL,
	id TEXT NOT NULL,
	types TEXT NOT NULL,
	parameters TEXT NOT NULL,
	requested BIGINT NOT NULL,
	state TEXT NOT NULL,
	total INTEGER NOT NULL,
	done INTEGER NOT NULL,
	at_type INTEGER NOT NULL,
	shard TEXT,
	number BIGINT,
	holder TEXT,
	leased_until BIGINT NOT NULL,
	ended BIGINT,
	problem TEXT,
	PRIMARY KEY (tenant, id)
);

CREATE INDEX reindex_jobs_by_state ON reindex_jobs (state, leased_until);

UPDATE alembic_version SET version_num='0005' WHERE alembic_version.version_num = '0004';

CREATE TABLE pushed (
	target TEXT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	id TEXT NOT NULL,
	patient TEXT,
	number BIGINT NOT NULL,
	content TEXT,
	remote_id TEXT,
	remote_version TEXT,
	intended TEXT,
	intended_number BIGINT,
	at BIGINT NOT NULL,
	PRIMARY KEY (target, tenant, type, id)
);

CREATE INDEX pushed_by_patient ON pushed (target, tenant, patient);

CREATE TABLE push_conflicts (
	id TEXT NOT NULL,
	target TEXT NOT NULL,
	tenant TEXT NOT NULL,
	patient TEXT NOT NULL,
	type TEXT NOT NULL,
	resource TEXT NOT NULL,
	number BIGINT NOT NULL,
	remote_id TEXT,
	remote_version TEXT,
	body BYTEA,
	at BIGINT NOT NULL,
	state TEXT NOT NULL,
	settled_at BIGINT,
	settled_by TEXT,
	PRIMARY KEY (id)
);

CREATE INDEX push_conflicts_by_state ON push_conflicts (state, target, tenant, patient);

CREATE TABLE breakers (
	name TEXT NOT NULL,
	failures INTEGER NOT NULL,
	open_until BIGINT NOT NULL,
	problem TEXT,
	PRIMARY KEY (name)
);

UPDATE alembic_version SET version_num='0006' WHERE alembic_version.version_num = '0005';

CREATE TABLE subscriptions (
	shard TEXT NOT NULL,
	number BIGINT NOT NULL,
	tenant TEXT NOT NULL,
	type TEXT NOT NULL,
	status TEXT NOT NULL,
	subscriber TEXT NOT NULL,
	since BIGINT,
	failing_since BIGINT,
	until BIGINT,
	PRIMARY KEY (shard, number)
);

UPDATE alembic_version SET version_num='0007' WHERE alembic_version.version_num = '0006';

CREATE TABLE follows (
	source TEXT NOT NULL,
	cursors TEXT NOT NULL,
	seen TEXT NOT NULL,
	persons BIGINT NOT NULL,
	turned_at BIGINT,
	reconciled_at BIGINT NOT NULL,
	leased_until BIGINT NOT NULL,
	problem TEXT,
	PRIMARY KEY (source)
);

UPDATE alembic_version SET version_num='0008' WHERE alembic_version.version_num = '0007';

CREATE TABLE quarantine (
	source TEXT NOT NULL,
	person TEXT NOT NULL,
	digest TEXT NOT NULL,
	reason TEXT NOT NULL,
	first_at BIGINT NOT NULL,
	last_at BIGINT NOT NULL,
	size BIGINT NOT NULL,
	body BYTEA NOT NULL,
	PRIMARY KEY (source, person, digest)
);

UPDATE alembic_version SET version_num='0009' WHERE alembic_version.version_num = '0008';

ALTER TABLE pushed DROP COLUMN content;

ALTER TABLE pushed ADD COLUMN made BOOLEAN DEFAULT '0' NOT NULL;

ALTER TABLE push_conflicts ADD COLUMN alike TEXT;

DROP TABLE breakers;

CREATE TABLE breakers (
	name TEXT NOT NULL,
	purpose TEXT NOT NULL,
	failures INTEGER NOT NULL,
	open_until BIGINT NOT NULL,
	problem TEXT,
	PRIMARY KEY (name, purpose)
);

UPDATE alembic_version SET version_num='0010' WHERE alembic_version.version_num = '0009';

ALTER TABLE audit ADD COLUMN title TEXT;

UPDATE alembic_version SET version_num='0011' WHERE alembic_version.version_num = '0010';

ALTER TABLE outbox ADD COLUMN since BIGINT DEFAULT '0' NOT NULL;

UPDATE outbox SET since = due;

UPDATE alembic_version SET version_num='0012' WHERE alembic_version.version_num = '0011';

ALTER TABLE pushed ADD COLUMN base_url TEXT;

UPDATE alembic_version SET version_num='0013' WHERE alembic_version.version_num = '0012';

CREATE TABLE asked_to_tell (
	base_url TEXT NOT NULL,
	endpoint TEXT NOT NULL,
	source TEXT NOT NULL,
	PRIMARY KEY (base_url, endpoint)
);

UPDATE alembic_version SET version_num='0014' WHERE alembic_version.version_num = '0013';

CREATE TABLE set_aside (
	source TEXT NOT NULL,
	whom TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	since BIGINT NOT NULL,
	due BIGINT NOT NULL,
	problem TEXT NOT NULL,
	PRIMARY KEY (source, whom)
);

UPDATE alembic_version SET version_num='0015' WHERE alembic_version.version_num = '0014'
