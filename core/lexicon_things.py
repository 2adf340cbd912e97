"""Instruments, events and acts of trade policy in four languages: data only, read by core/entities.py.

A line is `id | English | Korean | Chinese | Japanese`, alternatives parted by semicolons; a line `[class]` begins a class.
It serves to see that two texts speak of one thing, not to translate: neighbours in meaning share a line.
"""

TEXT = """
[things]
tariff|tariff;duty;duties;customs duty;levy|관세|关税|関税
reciprocal|reciprocal tariff;reciprocal duty|상호관세|对等关税|相互関税
surcharge|surcharge;mark-up;markup|할증;부과금|附加费;附加税;加成|課徴金;サーチャージ;上乗せ
anti-dumping|anti-dumping;antidumping;dumping margin;dumping;dumped|반덤핑;덤핑방지관세;덤핑|反倾销;倾销|反ダンピング;アンチダンピング;不当廉売;ダンピング
countervailing|countervailing;countervail;anti-subsidy|상계관세|反补贴|相殺関税
safeguard|safeguard|세이프가드;긴급수입제한|保障措施|セーフガード;緊急輸入制限
circumvention|circumvention;anti-circumvention;transshipment;evasion|우회덤핑;우회수출;환적|反规避;规避;转口|迂回;迂回輸出
quota|quota;tariff-rate quota;TRQ;duty-free quota|쿼터;할당;할당량|配额;指标|割当;無関税枠;輸入枠;輸出枠;クオータ
ban|ban;prohibition;prohibit;barred|금지|禁止;禁令|禁止
export-control|export control;export curb;export restriction;dual-use;entity list|수출통제;수출규제;이중용도;수출관리|出口管制;两用物项;实体清单;管控名单|輸出管理;輸出規制;両用品;軍民両用;エンティティー
unreliable|unreliable entity|신뢰할 수 없는 기업;신뢰불가|不可靠实体|信頼できない
licence|licence;license;permit;general licence|허가;면허|许可;许可证|許可;ライセンス
sanction|sanction;sanctions package;blacklist|제재|制裁|制裁
exemption|exemption;exempt;waiver;exclusion;spared|면제;예외;면세;제외|豁免;免税;排除|免除;適用除外;免税;除外
refund|refund;pay back;paid back;drawback|환급|退款;退税;返还|還付;払い戻し
subsidy|subsidy;subsidies;state aid;grant|보조금;지원금|补贴;资助|補助金;助成
aid|support;aid;assistance;additional support|지원|支持;扶持;援助|支援
loan|loan;lending;credit;low-interest|대출;융자;저리|贷款;融资|融資;ローン
guarantee|guarantee;insurance;trade insurance;export insurance|보증;보험;수출보험;무역보험|担保;保险|保証;保険
fund|fund|기금;펀드|基金|基金;ファンド
investment|investment;invest;pledge;investor|투자|投资|投資
merger|merger;takeover;acquisition;acquire|인수;합병|收购;并购|買収;合併
voting|voting right;control of;seize control;take control;takes control|의결권;경영권|表决权;控制权;接管|議決権;経営権;管理下
tax|tax;consumption tax;VAT|세금;소비세;부가세;부가가치세|消费税;增值税|消費税;付加価値税;税制
tax-credit|tax credit|세액공제|税收抵免|税額控除
budget|budget;fiscal|예산|预算|予算
price|price|가격|价格;物价|価格
export|export;shipment;overseas sales|수출|出口|輸出
import|import;importer|수입|进口|輸入
surplus|trade surplus;surplus|무역흑자;흑자|顺差|黒字
deficit|trade deficit;deficit|무역적자;적자|逆差|赤字
trade-data|trade figures;customs data;exports rose;year earlier;year on year|전년 대비;전년동기;같은 기간보다;전년 동월|同比|前年同月;前年比;前年同期
supply-chain|supply chain;supply-chain|공급망|供应链;产供链|サプライチェーン;供給網
stockpile|stockpile;reserve;public reserve;stock|비축;재고|储备;库存|備蓄;在庫
hotline|hotline|핫라인|热线|ホットライン
origin|rules of origin;certificate of origin;country of origin;local content|원산지|原产地;本地含量|原産地;現地調達
customs|customs clearance;customs procedure;customs|통관;세관|通关;海关|通関;税関
certification|certification;certified;quality control;conformity|인증;품질관리|认证;质量控制|認証;品質管理
standard|standard;technical regulation;TBT|표준;기술규제;무역기술장벽|标准;技术性贸易|規格;技術的障害
quarantine|quarantine;sanitary;phytosanitary;inspection|검역;위생|检疫;检验检疫|検疫;衛生
label|label;labelling;labeling|라벨;표시제|标签|表示義務;ラベル
emission|emission;CO2;carbon dioxide;greenhouse gas|배출량;이산화탄소;온실가스;탄소배출|排放;二氧化碳|排出;二酸化炭素;温室効果ガス
default-value|default value;default emission|기본값|默认值;缺省值|既定値;デフォルト値
carbon-border|CBAM;carbon border|탄소국경|碳边境;碳关税|炭素国境;国境炭素
verification|verification;verified;verifier|검증|核查;验证|検証
ets|emissions trading;ETS;carbon price|배출권거래|碳市场;碳排放权|排出量取引
forced-labour|forced labour;forced labor|강제노동|强迫劳动|強制労働
due-diligence|due diligence|실사|尽职调查|デューディリジェンス
deforestation|deforestation|산림전용;산림벌채|毁林|森林破壊
human-rights|human rights|인권|人权|人権
fta|free trade agreement;FTA;trade agreement;trade deal;trade pact;free trade deal;free-trade|자유무역협정;FTA;무역협정|自贸协定;自由贸易协定;贸易协定;自贸|自由貿易協定;FTA;貿易協定
cepa|CEPA;partnership agreement;partnership pact;economic partnership|경제동반자협정;CEPA|经济伙伴关系协定|経済連携協定;EPA
mou|MOU;MOUs;memorandum of understanding;memoranda|양해각서;업무협약;MOU|谅解备忘录;备忘录|覚書;了解覚書
protocol|protocol|의정서|议定书|議定書
treaty|treaty;agreement;accord;pact;deal|협정;합의|协定;协议|協定;合意
truce|truce;ceasefire|휴전|休战|休戦
summit|summit;leaders' meeting|정상회담;정상회의|首脑会谈;首脑会晤;峰会;会晤|首脳会談;首脳会議
minister-meeting|ministers' meeting;ministerial;ministerial meeting;ministers met|장관회의;장관회담|部长会议;部长级会议|閣僚会議;閣僚会合;長官会議
committee|committee;joint committee;commission meeting|위원회;공동위|委员会|委員会
council|General Council;council|일반이사회;이사회|总理事会;理事会|一般理事会;理事会
working-group|working group;working-level|작업반;실무회의|工作组|作業部会
talks|talk;negotiation;negotiator;negotiate|협상;교섭|谈判;磋商|交渉;協議
round|round;negotiating round|차 협상;라운드|轮谈判|回会合;ラウンド
forum|forum;seminar;conference;briefing session|포럼;세미나;설명회;간담회|论坛;研讨会;说明会|フォーラム;セミナー;説明会
delegation|delegation;mission;envoy|사절단;대표단|代表团|代表団;使節団
visit|visit;state visit;trip|방문;국빈|访问;国事访问|訪問;国賓
phone-call|telephone;phone call;by phone|통화;전화|通电话;通话|電話会談;電話協議
cptpp|CPTPP;trans-Pacific pact;trans-Pacific trade pact;Pacific trade pact|CPTPP;환태평양|CPTPP;跨太平洋|CPTPP;TPP;環太平洋
accession|accession;join;membership;application to join;accede|가입|加入|加盟;加入
application|application;apply;request;applied|신청;신청서|申请|申請
member|member;party|회원국;당사국|成员国;成员|加盟国;メンバー国
depositary|depositary|기탁국|保存方;保管方|寄託国
moratorium|moratorium|모라토리엄;무관세 관행|暂停征收;延期宣言|モラトリアム
e-commerce|e-commerce;online shopping;shopping site;electronic transmission|전자상거래;온라인쇼핑;쇼핑몰;전자적 전송|电子商务;电商;电子传输|電子商取引;通販サイト;電子的送信;越境EC
digital|digital trade;digital|디지털|数字贸易;数字|デジタル
platform|platform law;online platform|온라인플랫폼|平台法;网络平台|プラットフォーム
digital-tax|digital services tax;digital tax|디지털세|数字服务税;数字税|デジタルサービス税;デジタル課税
court|court;judge;court ruling;appeals court|법원;판결;대법원|法院;裁定;判决|裁判所;判決;地裁
supreme-court|supreme court|대법원|最高法院|最高裁
lawsuit|lawsuit;sue;complaint;litigation|소송;제소|诉讼;起诉|訴訟;提訴
dispute|dispute;dispute settlement;panel|분쟁|争端;专家组|紛争;パネル
appeal-body|appellate body|상소기구|上诉机构|上級委員会
investigation|investigation;probe;inquiry;investigate|조사|调查|調査
review|administrative review;sunset review;review of|연례재심;재심;종료재심;일몰재심|复审|見直し;年次見直し
anti-discrimination|anti-discrimination;antidiscrimination;discriminatory measure|반차별;차별 조사|反歧视;歧视性|反差別;差別調査
trade-barrier|trade barrier;barrier;non-tariff|무역장벽;투자장벽;비관세|贸易壁垒;投资壁垒;非关税|貿易障壁;投資障壁;非関税
lawmakers|parliament;lawmaker;Congress;Senate;legislature;assembly;opposition|국회;의회;상원;하원;의원|议会;国会;议员;参议院;众议院;立法院|議会;国会;議員;上院;下院
senate|senate;upper house;senator|상원|参议院|上院
lower-house|lower house;chamber of deputies;house of representatives|하원|众议院|下院
bill|bill;legislation;law;act;decree|법안;법률;시행령|法案;法律;条例|法案;法律;政令
proclamation|proclamation;executive order;presidential order|포고문;행정명령|公告令;行政令;总统令|布告;大統領令
election|election|선거|选举;大选|選挙
national-security|national security|국가안보|国家安全|国家安全;安全保障
taiwan-arms|arms sale;arms sales to Taiwan|대만 무기|对台军售|台湾への武器
farmers|farmer;fishermen;farm group;agriculture;farm|농민;농어민;농업;농가|农民;农业;渔业|農家;農業;農民
small-firms|small business;small firm;SME;SMEs;small exporter;mid-sized|중소기업;중견기업;중소·중견|中小企业;中坚企业|中小企業;中堅企業
industry-group|association;industry group;federation;lobby;chamber of commerce|협회;연합회;경제단체;상공회의소|协会;商会;行业组织|協会;業界団体;経団連;商工会議所
startup|start-up;startup|스타트업|初创企业|スタートアップ;新興企業
jobs|hire;job;worker;workforce|고용;채용;일자리|就业;雇用|雇用;採用
factory|factory;plant;smelter;refinery;production line;pilot line|공장;제련소;정유;시험라인|工厂;冶炼厂;炼厂|工場;製錬所;試作ライン
mine|mine;mining;miner;ore|광산;채굴;광석|矿山;开采;矿石|鉱山;採掘;鉱石
shipping|shipping;freight;container|해운;운임;컨테이너|航运;运费;集装箱|海運;運賃;コンテナ
hormuz|Strait of Hormuz;Hormuz;Red Sea;Suez|호르무즈;홍해;수에즈|霍尔木兹;红海;苏伊士|ホルムズ;紅海;スエズ
stocks|stock price;share price;stock market|주가;증시|股价;股市|株価;株式市場
currency|exchange rate;currency|환율|汇率|為替
interest-rate|interest rate;rate cut;rate hike;base rate|기준금리;금리|利率;加息;降息|利上げ;利下げ;政策金利
growth|GDP;economic growth;growth forecast|성장률;경제성장|经济增长;GDP|成長率
inflation|inflation|물가;인플레이션|通胀|インフレ;物価
survey|survey;poll|설문;조사 결과|调查显示|アンケート
list|list;database;listing|명단;목록;리스트;데이터베이스|清单;名单;数据库|リスト;データベース;名簿
guideline|guideline;guidance;manual|지침;가이드라인|指南;指引|指針;ガイドライン
plan|strategy;roadmap;action plan;basic plan|전략;로드맵;기본계획|战略;路线图;行动计划|戦略;ロードマップ;行動計画
visa|visa;work visa|비자|签证|ビザ;査証
overcapacity|overcapacity;excess capacity|과잉생산;공급과잉|产能过剩|過剰生産
financial-deposit|cash deposit|예치|保证金|預託金
procurement|public procurement;government procurement;tender|공공조달;정부조달;입찰|政府采购;招标|政府調達;入札
worker-shortage|training;training school|인력양성;교육|培训|人材育成
tourism|tourism;tourist|관광|旅游|観光
student|university;student;research|대학;연구|大学;研究|大学;研究
climate|climate;net zero;net-zero|기후;탄소중립|气候;净零|気候;脱炭素;ネットゼロ
energy|energy|에너지|能源|エネルギー
power|electricity;power grid|전력;전기요금|电力;电网|電力
defence|defence;defense;military|국방;방위|国防;防务;军事|防衛
fisheries|overfishing;fisheries subsidy;fisheries subsidies|수산보조금|渔业补贴|漁業補助金
overseas-order|order;contract;win contract|수주;계약|订单;合同;签约|受注;契約
magnet-maker|customer;buyer|고객;바이어|客户|顧客
joint|joint venture;consortium|합작;컨소시엄|合资;联合体|合弁;コンソーシアム
opinion|public comment;comment period;consultation|의견수렴;입법예고;의견|征求意见|パブリックコメント;意見公募
services|services;service sector;services market|서비스|服务业;服务贸易;服务|サービス
market-opening|market opening;market access;open up;liberalisation;liberalization|시장 개방;시장개방;시장 접근;개방|市场开放;开放;市场准入|市場開放;市場アクセス;自由化
mutual-recognition|mutual recognition|상호인정|互认|相互承認
cooperation|cooperation;cooperate;work together;partnership|협력|合作|協力;連携
early-warning|early warning|조기경보|预警|早期警戒
hub|hub;cluster;special zone;economic zone;free zone|허브;클러스터;경제특구;특구;자유구역|枢纽;集群;经济区;特区;自贸区|ハブ;クラスター;特区;経済特区
support-group|support group;task force;team|지원단;태스크포스;전담반;추진단;TF|支援团;工作专班;专班|支援団;タスクフォース;作業チーム
financing|financing;finance package;export finance;credit line|금융지원;수출금융;금융|出口信贷;金融支持;融资支持|金融支援;輸出金融
voucher|voucher|바우처|代金券;补贴券|バウチャー
consulting|consulting;consultation desk;help desk|컨설팅;상담|咨询|コンサルティング;相談
exhibition|exhibition;trade fair;expo;fair|박람회;전시회;엑스포|博览会;展会;进博会|展示会;博覧会;見本市
culture|cultural exchange;culture;cultural|문화교류;문화|文化交流;文化|文化交流;文化
sports|sports|체육;스포츠|体育|スポーツ
qualification|qualification;technical qualification|기술자격;자격|资格|資格
outlook|outlook;forecast|전망치;전망|预测;展望|見通し;予測
record|record high;all-time high;highest ever|역대 최대;사상 최대;최고치|历史新高;创新高;最高纪录|過去最高;過去最大
overcharge|price undertaking|가격약속|价格承诺|価格約束
injury|injury;material injury;injury to industry|산업피해;피해를|产业损害;实质损害|産業損害;損害
localization|localisation;localization;domestic production;onshoring|국산화;국내 생산|国产化;本土化|国産化;国内生産
de-risk|dependence;dependency;diversify;diversification;de-risking|의존도;다변화|依赖;多元化|依存度;多角化;分散
smuggling|smuggling;smuggle;fake;relabel;mislabel|밀수;둔갑;허위|走私;伪报|密輸;偽装
audit|audit;on-site inspection|실사;현지조사|核查;现场检查|監査;立ち入り検査
penalty|fine;penalty;fined|과징금;벌금;과태료|罚款;处罚|制裁金;罰金;課徴金納付
compensation|compensation;damages|보상;손해배상|赔偿;补偿|補償;賠償
statement|joint statement;communique;declaration;joint fact sheet|공동성명;선언문;공동선언;팩트시트|联合声明;共同声明;联合公报|共同声明;共同宣言
dialogue|dialogue;consultations;trade commission|대화;협의체|对话;磋商机制|対話;協議体
annex|annex;chapter;text of the agreement|부속서;챕터;협정문|附件;章节;文本|附属書;章;条文
electronic|electronic certificate;paperless;online portal;portal|전자 원산지;포털;온라인 시스템|电子证书;门户;平台上线|電子証明;ポータル
deadline|deadline;grace period;transition period|시한;유예기간;전환기간|截止;宽限期;过渡期|期限;猶予期間;移行期間
threshold|threshold;below the limit|기준금액;한도|门槛;起征点|基準額;閾値
ranking|share of;market share|점유율;비중|市场份额;占比|シェア;比率
drought|drought;flood;typhoon;earthquake;fire|가뭄;홍수;태풍;지진;화재|干旱;洪水;台风;地震;火灾|干ばつ;洪水;台風;地震;火災
strike|strike;union;labour union|파업;노조|罢工;工会|ストライキ;労組
outbreak|outbreak;bird flu;avian influenza;foot-and-mouth;swine fever|조류인플루엔자;구제역;돼지열병|禽流感;口蹄疫;非洲猪瘟|鳥インフルエンザ;口蹄疫;豚熱
detention-people|detain;immigration;raid|구금;이민 단속|拘留;移民执法|拘束;移民摘発
hydro|pipeline;power line;grid link|송유관;가스관;송전망|管道;输电|パイプライン;送電
space|satellite;space;rocket|위성;우주;발사체|卫星;航天;火箭|衛星;宇宙;ロケット
quantum|quantum|양자|量子|量子
cyber|cyber;cybersecurity;hacking;data leak|사이버;해킹;개인정보 유출|网络安全;黑客;数据泄露|サイバー;ハッキング;情報漏洩
arctic|Arctic;Northern Sea Route|북극항로;북극|北极航道;北极|北極海航路;北極
reconstruction|reconstruction;rebuilding|재건|重建|復興;再建
nationals|resident;traveller;traveler;visitor|여행객;관광객|游客;旅客|旅行者;観光客
retirement|pension|연금|养老金|年金
bond|bond issue;bonds|채권|债券|債券;社債
profit|profit;earnings|영업이익;실적|利润;业绩|利益;業績;決算
[acts]
ask|ask;ask for;demand;press for;seek|요청;요구|要求;请求|要請;求める;要求
launch|launch;start;open;begin;kick off;began|개시;시작;착수|启动;开始;开启|開始;着手
conclude|close;closed;conclude;wrap up;wind up;finish;finalise;finalize;wound up;concluded|타결;마무리;종료|完成;结束;达成|妥結;終了;大筋合意
sign|sign;signed;signing|서명;체결|签署;签订|署名;締結
ratify|ratify;ratification|비준|批准协定;批准案|批准;承認案
effect|entry into force;enter into force;take effect;takes effect;took effect;entered into force;effective|발효;시행|生效;施行|発効;施行
suspend|suspend;suspension;halt;pause;stop|중단;유예|暂停;中止|停止;中断;一時停止
resume|resume;relaunch;restart;reinstate|재개|恢复;重启|再開
postpone|postpone;delay;put off;push back;defer;extension;extend;prolong|연기;연장;미뤄|推迟;延期;延长|延期;延長;先送り
lift|lift;scrap;abolish;remove;end;eliminate;drop|폐지;철폐;해제;없애|取消;废除;解除|廃止;撤廃;解除
raise|raise;increase;hike;double;widen|인상;상향;확대;늘리|提高;上调;加征;扩大|引き上げ;拡大;倍増
cut|cut;reduce;lower;slash;halve|인하;축소;감축;낮추|下调;降低;削减;降至|引き下げ;削減;縮小
impose|impose;slap|부과|征收;施加|課す;賦課
approve|approve;pass;clear;adopt;back|승인;가결;통과;의결;채택|批准;通过;表决通过|承認;可決;採択
reject|reject;veto;block;oppose|거부;부결;반대|否决;拒绝;反对|拒否;否決;反対
preliminary|preliminary;provisional|예비판정;잠정;예비|初裁;初步;临时|仮決定;暫定
final|final determination;final ruling;final finding|최종판정|终裁|最終決定
propose|propose;proposal;draft|제안;초안|提议;草案;拟议|提案;草案
recommend|recommend;recommendation|건의;권고|建议|勧告
publish|publish;publication;release|공표;공개;고시|公布;发布|公表;発表
file|file;submit;hand over|제출|递交;提交|提出
select|select;pick;choose;designate;appoint|선정;지정;선임|选定;指定|選定;指定
win|win;award;land|따내;수주|中标;获得|獲得;落札
detain|detain;seize;seizure|억류;압류|扣押;扣留|差し止め;押収
agree|agree;agreement reached;settle;compromise|합의|同意;商定|合意;一致
rise|rise;grow;growth;jump;surge;gain;climb|증가;급증;늘었다|增长;上升|増加;増;伸び
fall|fall;drop;decline;shrink;fell|감소;급감;줄었다|下降;下滑;减少|減少;減
resign|resign;dismiss|사임;경질|辞职|辞任
"""
