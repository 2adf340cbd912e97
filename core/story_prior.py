"""How many texts of a hundred hold a common key, before any was read: data only, for core/story_index.py.

Counted on the dev part of tests/data/story_items.jsonl and on tests/data/labelled_items.jsonl. A line is the share and
the keys that have it: marks with a colon, index terms without. A key that is not here is taken to be rare.
"""

TEXT = """
50 the
36 country:KR in to
27 a and of on
20 country:CN country:US for thing:tariff
15 from thing:export will 했다
11 act:launch china country:EU duty korea percent said thing:import thing:treaty trad year
8 act:approve act:ask act:lift act:raise are by country:JP firm goods:chip goods:steel is it its korean new num:2 seoul tariff that thing:fta thing:investment thing:licence thing:talks us with 관세 에서 일 한다
6 act:cut act:fall act:rise act:sign agreement as at billion eu export first goods:car hav maker minister ministry num:3 rul south thing:anti-dumping thing:application thing:bill thing:factory thing:overseas-order topic:export-controls topic:us-tariffs two under would 다고 미국 부는 수출 었다 정부
4 3 act:agree act:conclude act:postpone act:publish after agency:cn-mofcom agr american an ask be beij car chines chip commerc commission company country:IN custom deal dollar end european exporter fre good had has import importer india list may monday mor must next not official open part plant pric reaction:worry say set sign stat steel talk their they thing:accession thing:ban thing:carbon-border thing:cepa thing:customs thing:export-control thing:lawmakers thing:list thing:loan thing:price thing:quota thing:stockpile thing:subsidy thursday topic:cbam topic:trade-remedies tuesday up want was wer 企业 기로 기업 무역 밝혔 산업 억 으로 이다 중국 한국 혔다
3 2 act:effect act:impose act:preliminary act:suspend act:win agency:eu-commission agency:us-doc country:EG country:VN goods:battery goods:content goods:film goods:mineral goods:rare-earth num:12 num:5 reaction:hope reaction:quote thing:aid thing:cooperation thing:court thing:emission thing:exemption thing:farmers thing:financing thing:forced-labour thing:investigation thing:magnet-maker thing:member thing:mine thing:origin thing:profit thing:round thing:services thing:shipping thing:supply-chain thing:verification topic:cptpp topic:critical-minerals topic:customs-origin topic:rare-earths した 出口 韩国 경제 국내 내년 년 는다 달러 린다 부가 세를 업계 업체 월 있다 통상 협상 협정
2 1 5 fta する 中国 输出 국과 국산 도체 만 반도 수입 았다 원회 위원 지원 철강 투자 한 회의
"""
