
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.alert (
    key integer NOT NULL,
    subscription_key integer NOT NULL,
    item_key integer NOT NULL,
    revision integer NOT NULL,
    decision character varying NOT NULL,
    reason character varying NOT NULL,
    delivery_key integer,
    created_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.alert_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.alert_key_seq OWNED BY public.alert.key;

CREATE TABLE public.carried (
    key integer NOT NULL,
    feed_key integer NOT NULL,
    guid text NOT NULL,
    content_hash character varying NOT NULL,
    item_key integer NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.carried_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.carried_key_seq OWNED BY public.carried.key;

CREATE TABLE public.channel (
    key integer NOT NULL,
    surface character varying NOT NULL,
    workspace character varying NOT NULL,
    address character varying NOT NULL,
    name text NOT NULL,
    lang character varying NOT NULL
);

CREATE SEQUENCE public.channel_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.channel_key_seq OWNED BY public.channel.key;

CREATE TABLE public.console_message (
    key integer NOT NULL,
    channel_key integer NOT NULL,
    delivery_key integer,
    author text NOT NULL,
    line text NOT NULL,
    card json NOT NULL,
    private boolean NOT NULL,
    posted_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.console_message_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.console_message_key_seq OWNED BY public.console_message.key;

CREATE TABLE public.delivery (
    key integer NOT NULL,
    channel_key integer NOT NULL,
    item_key integer NOT NULL,
    state character varying NOT NULL,
    attempt integer NOT NULL,
    next_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sending_since timestamp with time zone,
    sent_at timestamp with time zone,
    message_id text,
    reason text
);

CREATE SEQUENCE public.delivery_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.delivery_key_seq OWNED BY public.delivery.key;

CREATE TABLE public.document (
    key integer NOT NULL,
    path text NOT NULL,
    stamp character varying NOT NULL,
    item_key integer,
    error text,
    error_since timestamp with time zone,
    seen_at timestamp with time zone NOT NULL
);

CREATE SEQUENCE public.document_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.document_key_seq OWNED BY public.document.key;

CREATE TABLE public.feed (
    key integer NOT NULL,
    id character varying NOT NULL,
    title text NOT NULL,
    url text NOT NULL,
    tier character varying NOT NULL,
    lang character varying,
    country character varying,
    carries text NOT NULL,
    interval_minutes integer NOT NULL,
    reached boolean NOT NULL,
    active boolean NOT NULL,
    etag text,
    modified text,
    body_hash character varying,
    baseline_at timestamp with time zone,
    next_check_at timestamp with time zone,
    checked_at timestamp with time zone,
    ok_at timestamp with time zone,
    error text,
    error_since timestamp with time zone,
    failures integer NOT NULL,
    changed_at timestamp with time zone,
    pace json NOT NULL
);

CREATE SEQUENCE public.feed_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.feed_key_seq OWNED BY public.feed.key;

CREATE TABLE public.item (
    key integer NOT NULL,
    id character varying NOT NULL,
    identity text NOT NULL,
    feed_key integer,
    title text NOT NULL,
    lang character varying,
    source text NOT NULL,
    tier character varying,
    country character varying,
    link text,
    published timestamp with time zone,
    found timestamp with time zone NOT NULL,
    dated timestamp with time zone NOT NULL,
    changed timestamp with time zone NOT NULL,
    revision integer NOT NULL,
    matched_revision integer NOT NULL,
    content_hash character varying NOT NULL,
    baseline boolean NOT NULL,
    body text NOT NULL
);

CREATE SEQUENCE public.item_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.item_key_seq OWNED BY public.item.key;

CREATE TABLE public.item_revision (
    item_key integer NOT NULL,
    revision integer NOT NULL,
    title text NOT NULL,
    body text NOT NULL,
    content_hash character varying NOT NULL,
    seen_at timestamp with time zone NOT NULL
);

CREATE TABLE public.job_run (
    name character varying NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    report text NOT NULL,
    error text
);

CREATE TABLE public.match (
    key integer NOT NULL,
    item_key integer NOT NULL,
    revision integer NOT NULL,
    subject text NOT NULL,
    dated timestamp with time zone NOT NULL,
    score double precision NOT NULL,
    evidence json NOT NULL
);

CREATE SEQUENCE public.match_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.match_key_seq OWNED BY public.match.key;

CREATE TABLE public.subscription (
    key integer NOT NULL,
    channel_key integer NOT NULL,
    kind character varying NOT NULL,
    subject text NOT NULL,
    subject_key character varying NOT NULL,
    label text NOT NULL,
    preferences json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    ended_at timestamp with time zone
);

CREATE SEQUENCE public.subscription_key_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.subscription_key_seq OWNED BY public.subscription.key;

ALTER TABLE ONLY public.alert ALTER COLUMN key SET DEFAULT nextval('public.alert_key_seq'::regclass);

ALTER TABLE ONLY public.carried ALTER COLUMN key SET DEFAULT nextval('public.carried_key_seq'::regclass);

ALTER TABLE ONLY public.channel ALTER COLUMN key SET DEFAULT nextval('public.channel_key_seq'::regclass);

ALTER TABLE ONLY public.console_message ALTER COLUMN key SET DEFAULT nextval('public.console_message_key_seq'::regclass);

ALTER TABLE ONLY public.delivery ALTER COLUMN key SET DEFAULT nextval('public.delivery_key_seq'::regclass);

ALTER TABLE ONLY public.document ALTER COLUMN key SET DEFAULT nextval('public.document_key_seq'::regclass);

ALTER TABLE ONLY public.feed ALTER COLUMN key SET DEFAULT nextval('public.feed_key_seq'::regclass);

ALTER TABLE ONLY public.item ALTER COLUMN key SET DEFAULT nextval('public.item_key_seq'::regclass);

ALTER TABLE ONLY public.match ALTER COLUMN key SET DEFAULT nextval('public.match_key_seq'::regclass);

ALTER TABLE ONLY public.subscription ALTER COLUMN key SET DEFAULT nextval('public.subscription_key_seq'::regclass);

INSERT INTO public.alembic_version VALUES ('0001');

INSERT INTO public.alert VALUES (1, 1, 1, 1, 'now', 'matched', 1, '2026-03-01 00:00:00+00');

INSERT INTO public.carried VALUES (1, 1, 'g', 'h', 1, '2026-03-01 00:00:00+00');

INSERT INTO public.channel VALUES (1, 'slack', 'T1', 'C1', 'trade', 'ko');

INSERT INTO public.console_message VALUES (1, 1, NULL, 'you', 'help', '[]', false, '2026-03-01 00:00:00+00');

INSERT INTO public.delivery VALUES (1, 1, 1, 'pending', 0, '2026-03-01 00:00:00+00', '2026-03-01 00:00:00+00', NULL, NULL, NULL, NULL);

INSERT INTO public.document VALUES (1, '/corpus/a.md', '1', 1, NULL, NULL, '2026-03-01 00:00:00+00');

INSERT INTO public.feed VALUES (1, 'moef', 'Ministry', 'https://moef.example/rss', 'official', NULL, NULL, '', 30, true, true, NULL, NULL, NULL, '2026-03-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, 0, NULL, '{}');

INSERT INTO public.item VALUES (1, 'K7Q2', 'link:x', 1, 'CBAM', NULL, 'Ministry', NULL, NULL, NULL, NULL, '2026-03-01 00:00:00+00', '2026-03-01 00:00:00+00', '2026-03-01 00:00:00+00', 1, 1, 'h', false, 'text');

INSERT INTO public.item_revision VALUES (1, 1, 'CBAM', 'text', 'h', '2026-03-01 00:00:00+00');

INSERT INTO public.job_run VALUES ('watch_feeds', '2026-03-01 00:00:00+00', '2026-03-01 00:00:00+00', '1 polled', NULL);

INSERT INTO public.match VALUES (1, 1, 1, 'cbam', '2026-03-01 00:00:00+00', 1, '[]');

INSERT INTO public.subscription VALUES (1, 1, 'topic', 'cbam', 'cbam', 'CBAM', '{"langs": ["ko"]}', '2026-03-01 00:00:00+00', 'U1', NULL);

SELECT pg_catalog.setval('public.alert_key_seq', 1, true);

SELECT pg_catalog.setval('public.carried_key_seq', 1, true);

SELECT pg_catalog.setval('public.channel_key_seq', 1, true);

SELECT pg_catalog.setval('public.console_message_key_seq', 1, true);

SELECT pg_catalog.setval('public.delivery_key_seq', 1, true);

SELECT pg_catalog.setval('public.document_key_seq', 1, true);

SELECT pg_catalog.setval('public.feed_key_seq', 1, true);

SELECT pg_catalog.setval('public.item_key_seq', 1, true);

SELECT pg_catalog.setval('public.match_key_seq', 1, true);

SELECT pg_catalog.setval('public.subscription_key_seq', 1, true);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT pk_alert PRIMARY KEY (key);

ALTER TABLE ONLY public.carried
    ADD CONSTRAINT pk_carried PRIMARY KEY (key);

ALTER TABLE ONLY public.channel
    ADD CONSTRAINT pk_channel PRIMARY KEY (key);

ALTER TABLE ONLY public.console_message
    ADD CONSTRAINT pk_console_message PRIMARY KEY (key);

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT pk_delivery PRIMARY KEY (key);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT pk_document PRIMARY KEY (key);

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT pk_feed PRIMARY KEY (key);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT pk_item PRIMARY KEY (key);

ALTER TABLE ONLY public.item_revision
    ADD CONSTRAINT pk_item_revision PRIMARY KEY (item_key, revision);

ALTER TABLE ONLY public.job_run
    ADD CONSTRAINT pk_job_run PRIMARY KEY (name);

ALTER TABLE ONLY public.match
    ADD CONSTRAINT pk_match PRIMARY KEY (key);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT pk_subscription PRIMARY KEY (key);

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT uq_alert_subscription_key_item_key_revision UNIQUE (subscription_key, item_key, revision);

ALTER TABLE ONLY public.carried
    ADD CONSTRAINT uq_carried_feed_key_guid UNIQUE (feed_key, guid);

ALTER TABLE ONLY public.channel
    ADD CONSTRAINT uq_channel_surface_workspace_address UNIQUE (surface, workspace, address);

ALTER TABLE ONLY public.console_message
    ADD CONSTRAINT uq_console_message_delivery_key UNIQUE (delivery_key);

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT uq_delivery_channel_key_item_key UNIQUE (channel_key, item_key);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT uq_document_path UNIQUE (path);

ALTER TABLE ONLY public.feed
    ADD CONSTRAINT uq_feed_id UNIQUE (id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT uq_item_id UNIQUE (id);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT uq_item_identity UNIQUE (identity);

ALTER TABLE ONLY public.match
    ADD CONSTRAINT uq_match_item_key_revision_subject UNIQUE (item_key, revision, subject);

CREATE INDEX ix_alert_delivery_key ON public.alert USING btree (delivery_key);

CREATE INDEX ix_alert_item_key ON public.alert USING btree (item_key);

CREATE INDEX ix_carried_content ON public.carried USING btree (feed_key, content_hash);

CREATE INDEX ix_carried_item_key ON public.carried USING btree (item_key);

CREATE INDEX ix_console_message_channel_key ON public.console_message USING btree (channel_key);

CREATE INDEX ix_delivery_item_key ON public.delivery USING btree (item_key);

CREATE INDEX ix_delivery_open ON public.delivery USING btree (channel_key, key) WHERE ((state)::text <> ALL ((ARRAY['sent'::character varying, 'failed'::character varying])::text[]));

CREATE INDEX ix_document_item_key ON public.document USING btree (item_key);

CREATE INDEX ix_feed_next_check_at ON public.feed USING btree (next_check_at);

CREATE INDEX ix_item_content_hash ON public.item USING btree (content_hash);

CREATE INDEX ix_item_dated ON public.item USING btree (dated, key);

CREATE INDEX ix_item_feed_key ON public.item USING btree (feed_key);

CREATE INDEX ix_item_found ON public.item USING btree (found);

CREATE INDEX ix_item_unmatched ON public.item USING btree (key) WHERE (matched_revision < revision);

CREATE INDEX ix_match_subject ON public.match USING btree (subject, dated, item_key);

CREATE INDEX ix_subscription_channel_key ON public.subscription USING btree (channel_key);

CREATE UNIQUE INDEX uq_subscription_active ON public.subscription USING btree (channel_key, subject_key) WHERE (ended_at IS NULL);

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT fk_alert_delivery_key_delivery FOREIGN KEY (delivery_key) REFERENCES public.delivery(key);

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT fk_alert_item_key_item FOREIGN KEY (item_key) REFERENCES public.item(key);

ALTER TABLE ONLY public.alert
    ADD CONSTRAINT fk_alert_subscription_key_subscription FOREIGN KEY (subscription_key) REFERENCES public.subscription(key);

ALTER TABLE ONLY public.carried
    ADD CONSTRAINT fk_carried_feed_key_feed FOREIGN KEY (feed_key) REFERENCES public.feed(key);

ALTER TABLE ONLY public.carried
    ADD CONSTRAINT fk_carried_item_key_item FOREIGN KEY (item_key) REFERENCES public.item(key);

ALTER TABLE ONLY public.console_message
    ADD CONSTRAINT fk_console_message_channel_key_channel FOREIGN KEY (channel_key) REFERENCES public.channel(key);

ALTER TABLE ONLY public.console_message
    ADD CONSTRAINT fk_console_message_delivery_key_delivery FOREIGN KEY (delivery_key) REFERENCES public.delivery(key);

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_channel_key_channel FOREIGN KEY (channel_key) REFERENCES public.channel(key);

ALTER TABLE ONLY public.delivery
    ADD CONSTRAINT fk_delivery_item_key_item FOREIGN KEY (item_key) REFERENCES public.item(key);

ALTER TABLE ONLY public.document
    ADD CONSTRAINT fk_document_item_key_item FOREIGN KEY (item_key) REFERENCES public.item(key);

ALTER TABLE ONLY public.item
    ADD CONSTRAINT fk_item_feed_key_feed FOREIGN KEY (feed_key) REFERENCES public.feed(key);

ALTER TABLE ONLY public.item_revision
    ADD CONSTRAINT fk_item_revision_item_key_item FOREIGN KEY (item_key) REFERENCES public.item(key);

ALTER TABLE ONLY public.match
    ADD CONSTRAINT fk_match_item_key_item FOREIGN KEY (item_key) REFERENCES public.item(key);

ALTER TABLE ONLY public.subscription
    ADD CONSTRAINT fk_subscription_channel_key_channel FOREIGN KEY (channel_key) REFERENCES public.channel(key);

