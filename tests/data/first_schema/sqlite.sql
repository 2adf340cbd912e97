BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE alert (
	"key" INTEGER NOT NULL, 
	subscription_key INTEGER NOT NULL, 
	item_key INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	decision VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	delivery_key INTEGER, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_alert PRIMARY KEY ("key"), 
	CONSTRAINT fk_alert_delivery_key_delivery FOREIGN KEY(delivery_key) REFERENCES delivery ("key"), 
	CONSTRAINT fk_alert_item_key_item FOREIGN KEY(item_key) REFERENCES item ("key"), 
	CONSTRAINT fk_alert_subscription_key_subscription FOREIGN KEY(subscription_key) REFERENCES subscription ("key"), 
	CONSTRAINT uq_alert_subscription_key_item_key_revision UNIQUE (subscription_key, item_key, revision)
);
INSERT INTO "alert" VALUES(1,1,1,1,'now','matched',1,'2026-03-01 00:00:00');
CREATE TABLE carried (
	"key" INTEGER NOT NULL, 
	feed_key INTEGER NOT NULL, 
	guid TEXT NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	item_key INTEGER NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_carried PRIMARY KEY ("key"), 
	CONSTRAINT fk_carried_feed_key_feed FOREIGN KEY(feed_key) REFERENCES feed ("key"), 
	CONSTRAINT fk_carried_item_key_item FOREIGN KEY(item_key) REFERENCES item ("key"), 
	CONSTRAINT uq_carried_feed_key_guid UNIQUE (feed_key, guid)
);
INSERT INTO "carried" VALUES(1,1,'g','h',1,'2026-03-01 00:00:00');
CREATE TABLE channel (
	"key" INTEGER NOT NULL, 
	surface VARCHAR NOT NULL, 
	workspace VARCHAR NOT NULL, 
	address VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	lang VARCHAR NOT NULL, 
	CONSTRAINT pk_channel PRIMARY KEY ("key"), 
	CONSTRAINT uq_channel_surface_workspace_address UNIQUE (surface, workspace, address)
);
INSERT INTO "channel" VALUES(1,'slack','T1','C1','trade','ko');
CREATE TABLE console_message (
	"key" INTEGER NOT NULL, 
	channel_key INTEGER NOT NULL, 
	delivery_key INTEGER, 
	author TEXT NOT NULL, 
	line TEXT NOT NULL, 
	card JSON NOT NULL, 
	private BOOLEAN NOT NULL, 
	posted_at DATETIME NOT NULL, 
	CONSTRAINT pk_console_message PRIMARY KEY ("key"), 
	CONSTRAINT fk_console_message_channel_key_channel FOREIGN KEY(channel_key) REFERENCES channel ("key"), 
	CONSTRAINT fk_console_message_delivery_key_delivery FOREIGN KEY(delivery_key) REFERENCES delivery ("key"), 
	CONSTRAINT uq_console_message_delivery_key UNIQUE (delivery_key)
);
INSERT INTO "console_message" VALUES(1,1,NULL,'you','help','[]',0,'2026-03-01 00:00:00');
CREATE TABLE delivery (
	"key" INTEGER NOT NULL, 
	channel_key INTEGER NOT NULL, 
	item_key INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	attempt INTEGER NOT NULL, 
	next_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	sending_since DATETIME, 
	sent_at DATETIME, 
	message_id TEXT, 
	reason TEXT, 
	CONSTRAINT pk_delivery PRIMARY KEY ("key"), 
	CONSTRAINT fk_delivery_channel_key_channel FOREIGN KEY(channel_key) REFERENCES channel ("key"), 
	CONSTRAINT fk_delivery_item_key_item FOREIGN KEY(item_key) REFERENCES item ("key"), 
	CONSTRAINT uq_delivery_channel_key_item_key UNIQUE (channel_key, item_key)
);
INSERT INTO "delivery" VALUES(1,1,1,'pending',0,'2026-03-01 00:00:00','2026-03-01 00:00:00',NULL,NULL,NULL,NULL);
CREATE TABLE document (
	"key" INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	stamp VARCHAR NOT NULL, 
	item_key INTEGER, 
	error TEXT, 
	error_since DATETIME, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_document PRIMARY KEY ("key"), 
	CONSTRAINT fk_document_item_key_item FOREIGN KEY(item_key) REFERENCES item ("key"), 
	CONSTRAINT uq_document_path UNIQUE (path)
);
INSERT INTO "document" VALUES(1,'/corpus/a.md','1',1,NULL,NULL,'2026-03-01 00:00:00');
CREATE TABLE feed (
	"key" INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	title TEXT NOT NULL, 
	url TEXT NOT NULL, 
	tier VARCHAR NOT NULL, 
	lang VARCHAR, 
	country VARCHAR, 
	carries TEXT NOT NULL, 
	interval_minutes INTEGER NOT NULL, 
	reached BOOLEAN NOT NULL, 
	active BOOLEAN NOT NULL, 
	etag TEXT, 
	modified TEXT, 
	body_hash VARCHAR, 
	baseline_at DATETIME, 
	next_check_at DATETIME, 
	checked_at DATETIME, 
	ok_at DATETIME, 
	error TEXT, 
	error_since DATETIME, 
	failures INTEGER NOT NULL, 
	changed_at DATETIME, 
	pace JSON NOT NULL, 
	CONSTRAINT pk_feed PRIMARY KEY ("key"), 
	CONSTRAINT uq_feed_id UNIQUE (id)
);
INSERT INTO "feed" VALUES(1,'moef','Ministry','https://moef.example/rss','official',NULL,NULL,'',30,1,1,NULL,NULL,NULL,'2026-03-01 00:00:00',NULL,NULL,NULL,NULL,NULL,0,NULL,'{}');
CREATE TABLE item (
	"key" INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	identity TEXT NOT NULL, 
	feed_key INTEGER, 
	title TEXT NOT NULL, 
	lang VARCHAR, 
	source TEXT NOT NULL, 
	tier VARCHAR, 
	country VARCHAR, 
	link TEXT, 
	published DATETIME, 
	found DATETIME NOT NULL, 
	dated DATETIME NOT NULL, 
	changed DATETIME NOT NULL, 
	revision INTEGER NOT NULL, 
	matched_revision INTEGER NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	baseline BOOLEAN NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_item PRIMARY KEY ("key"), 
	CONSTRAINT fk_item_feed_key_feed FOREIGN KEY(feed_key) REFERENCES feed ("key"), 
	CONSTRAINT uq_item_id UNIQUE (id), 
	CONSTRAINT uq_item_identity UNIQUE (identity)
);
INSERT INTO "item" VALUES(1,'K7Q2','link:x',1,'CBAM',NULL,'Ministry',NULL,NULL,NULL,NULL,'2026-03-01 00:00:00','2026-03-01 00:00:00','2026-03-01 00:00:00',1,1,'h',0,'text');
CREATE TABLE item_revision (
	item_key INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	body TEXT NOT NULL, 
	content_hash VARCHAR NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_item_revision PRIMARY KEY (item_key, revision), 
	CONSTRAINT fk_item_revision_item_key_item FOREIGN KEY(item_key) REFERENCES item ("key")
);
INSERT INTO "item_revision" VALUES(1,1,'CBAM','text','h','2026-03-01 00:00:00');
CREATE TABLE job_run (
	name VARCHAR NOT NULL, 
	started_at DATETIME NOT NULL, 
	finished_at DATETIME NOT NULL, 
	report TEXT NOT NULL, 
	error TEXT, 
	CONSTRAINT pk_job_run PRIMARY KEY (name)
);
INSERT INTO "job_run" VALUES('watch_feeds','2026-03-01 00:00:00','2026-03-01 00:00:00','1 polled',NULL);
CREATE TABLE "match" (
	"key" INTEGER NOT NULL, 
	item_key INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	subject TEXT NOT NULL, 
	dated DATETIME NOT NULL, 
	score FLOAT NOT NULL, 
	evidence JSON NOT NULL, 
	CONSTRAINT pk_match PRIMARY KEY ("key"), 
	CONSTRAINT fk_match_item_key_item FOREIGN KEY(item_key) REFERENCES item ("key"), 
	CONSTRAINT uq_match_item_key_revision_subject UNIQUE (item_key, revision, subject)
);
INSERT INTO "match" VALUES(1,1,1,'cbam','2026-03-01 00:00:00',1.0,'[]');
CREATE TABLE subscription (
	"key" INTEGER NOT NULL, 
	channel_key INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject TEXT NOT NULL, 
	subject_key VARCHAR NOT NULL, 
	label TEXT NOT NULL, 
	preferences JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	created_by TEXT NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_subscription PRIMARY KEY ("key"), 
	CONSTRAINT fk_subscription_channel_key_channel FOREIGN KEY(channel_key) REFERENCES channel ("key")
);
INSERT INTO "subscription" VALUES(1,1,'topic','cbam','cbam','CBAM','{"langs": ["ko"]}','2026-03-01 00:00:00','U1',NULL);
CREATE INDEX ix_feed_next_check_at ON feed (next_check_at);
CREATE INDEX ix_item_content_hash ON item (content_hash);
CREATE INDEX ix_item_dated ON item (dated, "key");
CREATE INDEX ix_item_feed_key ON item (feed_key);
CREATE INDEX ix_item_found ON item (found);
CREATE INDEX ix_item_unmatched ON item ("key") WHERE matched_revision < revision;
CREATE INDEX ix_subscription_channel_key ON subscription (channel_key);
CREATE UNIQUE INDEX uq_subscription_active ON subscription (channel_key, subject_key) WHERE ended_at IS NULL;
CREATE INDEX ix_carried_content ON carried (feed_key, content_hash);
CREATE INDEX ix_carried_item_key ON carried (item_key);
CREATE INDEX ix_delivery_item_key ON delivery (item_key);
CREATE INDEX ix_delivery_open ON delivery (channel_key, "key") WHERE state NOT IN ('sent', 'failed');
CREATE INDEX ix_document_item_key ON document (item_key);
CREATE INDEX ix_match_subject ON "match" (subject, dated, item_key);
CREATE INDEX ix_alert_delivery_key ON alert (delivery_key);
CREATE INDEX ix_alert_item_key ON alert (item_key);
CREATE INDEX ix_console_message_channel_key ON console_message (channel_key);
COMMIT;
