"""Goods and services in four languages: data only, read by core/entities.py.

A line is `id | English | Korean | Chinese | Japanese`, alternatives parted by semicolons; a line `[class]` begins a class.
It serves to see that two texts speak of one thing, not to translate: neighbours in meaning share a line.
"""

TEXT = """
[goods]
steel|steel;steelmaker;steel mill|철강;강재;제철|钢铁;钢材|鉄鋼;鋼材
hot-rolled|hot-rolled;hot rolled coil;HRC;wide coil|열연|热轧|熱延
cold-rolled|cold-rolled|냉연|冷轧|冷延
plate|heavy plate;steel plate;thick plate|후판|中厚板;厚板|厚板
rebar|rebar;reinforcing bar;reinforcing bars|철근|螺纹钢;钢筋|鉄筋;異形棒鋼
stainless|stainless|스테인리스;스테인레스|不锈钢|ステンレス
galvanized|galvanized;galvanised;coated steel;tinplate|도금강판;아연도금;석도강판|镀锌;镀锡|めっき鋼板;ブリキ
pipe|steel pipe;oil country tubular;line pipe;OCTG;welded pipe|강관;유정용|钢管;油井管|鋼管;油井管
ferroalloy|ferroalloy;ferro-manganese;ferro-silicon;silicomanganese|합금철;페로망간;페로실리콘|铁合金;锰铁;硅铁|合金鉄;フェロマンガン
electrical-steel|electrical steel|전기강판|电工钢;硅钢|電磁鋼板
aluminium|aluminium;aluminum|알루미늄|铝|アルミ
copper|copper|구리;전기동;동관;동박|铜|銅
zinc|zinc|아연|锌|亜鉛
nickel|nickel|니켈|镍|ニッケル
cobalt|cobalt|코발트|钴|コバルト
lithium|lithium|리튬|锂|リチウム
graphite|graphite|흑연|石墨|黒鉛
tungsten|tungsten|텅스텐|钨|タングステン
gallium|gallium|갈륨|镓|ガリウム
germanium|germanium|게르마늄|锗|ゲルマニウム
antimony|antimony|안티모니;안티몬|锑|アンチモン
bauxite|bauxite|보크사이트|铝土矿|ボーキサイト
iron-ore|iron ore|철광석|铁矿石|鉄鉱石
coal|coal|석탄;유연탄|煤炭|石炭
silver|silver|은괴;은수출|白银|銀地金
gold|bullion;gold import|금괴|黄金|金地金
scrap|steel scrap;scrap metal;ferrous scrap;aluminium scrap|고철;철스크랩;스크랩|废钢;废铝|鉄スクラップ;スクラップ
rare-earth|rare earth;rare-earth|희토류|稀土|レアアース;希土類
magnet|magnet|자석|磁体;磁材;永磁|磁石
mineral|critical mineral;mineral;rare metal|광물;희소금속|矿产;矿物|重要鉱物;鉱物;レアメタル
oil|crude oil;crude;petroleum|원유;석유|原油;石油|原油;石油
fuel|gasoline;diesel;jet fuel;refined fuel|휘발유;경유;항공유|汽油;柴油;航空燃料|ガソリン;軽油;航空燃料
gas|LNG;gas;natural gas;liquefied natural gas|천연가스;액화천연가스|天然气;液化气|天然ガス
hydrogen|hydrogen|수소|氢能;氢气;氢|水素
ammonia|ammonia|암모니아|氨|アンモニア
nuclear|nuclear;reactor;nuclear plant|원전;원자력;원자로|核电;核能;反应堆|原発;原子力;原子炉
solar|solar;photovoltaic;solar panel;solar cell;solar module|태양광;태양전지|光伏;太阳能|太陽光;太陽電池
polysilicon|polysilicon|폴리실리콘|多晶硅|ポリシリコン
wind|wind turbine;offshore wind;wind power|풍력|风电;风力|風力
battery|battery;batteries;battery cell|배터리;이차전지;2차전지|电池|電池;蓄電池;バッテリー
cathode|cathode;anode material;anode|양극재;음극재|正极材料;负极材料|正極材;負極材
ev|electric vehicle;electric car;EV;EVs|전기차;전기자동차|电动汽车;电动车|電気自動車;EV
car|car;automobile;auto;passenger car;vehicle;automaker;carmaker|자동차;승용차;완성차|汽车;乘用车|自動車;乗用車
auto-parts|auto part;auto parts;car parts;car part|자동차부품;차부품;차 부품|汽车零部件;零部件|自動車部品
truck|truck|트럭;화물차|卡车|トラック
motorcycle|motorcycle|오토바이;이륜차|摩托车|オートバイ;二輪車
tyre|tyre;tire|타이어|轮胎|タイヤ
ship|shipbuilding;shipbuilder;shipyard;vessel|조선업;조선소;선박;조선사|造船;船厂;船舶|造船;造船所;船舶
aircraft|aircraft;aerospace;airliner|항공기;항공우주|飞机;航空航天|航空機;航空宇宙
drone|drone;unmanned aircraft;UAV|드론;무인기|无人机|ドローン;無人機
weapon|weapon;arms;defence export;defense export;tank;howitzer;missile|방산;무기;전차;자주포;미사일|武器;军售;坦克;导弹|防衛装備;武器;戦車;ミサイル
chip|chip;semiconductor;chipmaker;integrated circuit;foundry;processor|반도체;파운드리|半导体;芯片;集成电路;晶圆|半導体;チップ
memory|memory chip;DRAM;HBM;NAND;high-bandwidth memory|메모리;D램;고대역폭메모리;낸드|存储芯片;内存|メモリ;DRAM
ai-chip|AI chip;GPU;AI accelerator;AI processor|AI칩;AI반도체;인공지능 반도체|AI芯片;人工智能芯片|AI半導体
litho|lithography;chipmaking equipment;chip equipment;chipmaking tool;semiconductor equipment|노광장비;반도체 장비|光刻机;半导体设备|露光装置;半導体製造装置
display|display panel;OLED;LCD|디스플레이|显示面板;面板|ディスプレー;ディスプレイ;有機EL
phone|smartphone;mobile phone;handset|스마트폰;휴대전화;휴대폰|智能手机;手机|スマートフォン;スマホ;携帯電話
computer|computer;laptop;server|컴퓨터;노트북;서버|电脑;计算机;服务器|パソコン;コンピューター;サーバー
appliance|home appliance;household appliance;washing machine;refrigerator|가전;세탁기;냉장고|家电;洗衣机;冰箱|家電;洗濯機;冷蔵庫
transformer|transformer;power transformer;power cable;cable|변압기;전력케이블;케이블|变压器;电缆|変圧器;ケーブル
robot|robot;industrial robot|로봇|机器人|ロボット
machine|machine tool;machinery;machining centre|공작기계;기계류;기계|机床;机械|工作機械;機械
crane|crane|크레인|起重机|クレーン
chemical|chemical;petrochemical;ethylene|화학;석유화학;에틸렌|化工;石化;乙烯|化学品;石油化学;エチレン
plastic|plastic;resin;polymer|플라스틱;합성수지|塑料;树脂|プラスチック;樹脂
pvc|PVC;polyvinyl chloride|폴리염화비닐;PVC|聚氯乙烯|塩化ビニル
pet|PET;polyester;polyethylene terephthalate|폴리에스터;페트 수지;PET 필름;PET 수지|聚酯|ポリエステル
paper|paper;newsprint;pulp|종이;제지;펄프|纸张;纸浆|製紙;パルプ
wood|plywood;lumber;timber;softwood;wood|합판;목재;제재목|胶合板;木材|合板;木材;製材
glass|float glass;glass|판유리;유리|浮法玻璃;玻璃|板ガラス;ガラス
tile|ceramic tile;tile|타일|瓷砖|タイル
cement|cement|시멘트|水泥|セメント
urea|urea|요소;요소수|尿素|尿素
fertilizer|fertiliser;fertilizer;phosphate;potash|비료;인산;칼륨|化肥;肥料;磷|肥料;リン酸
textile|textile;garment;apparel;fabric;yarn|섬유;의류;원단|纺织;服装|繊維;衣料;アパレル
cotton|cotton|면화|棉花;新疆棉|綿花;新疆綿
footwear|footwear;shoe|신발|鞋类|履物;靴
toy|toy|완구;장난감|玩具|玩具;おもちゃ
furniture|furniture;kitchen cabinet;cabinet;vanities|가구|家具;橱柜|家具
cosmetics|cosmetic;cosmetics;beauty product;K-beauty|화장품|化妆品|化粧品
pharma|pharmaceutical;drug;medicine;branded drug|의약품;제약|药品;医药;制药|医薬品;製薬
medical|medical device;medical equipment;biosimilar|의료기기|医疗器械;医疗设备|医療機器
vaccine|vaccine;bio|백신;바이오|疫苗;生物|ワクチン;バイオ
food|food;foodstuff;processed food;K-food|식품;K푸드;가공식품|食品|食品
rice|rice|쌀|大米|コメ;米価
beef|beef|소고기;쇠고기;한우|牛肉|牛肉
pork|pork|돼지고기;삼겹살|猪肉|豚肉
poultry|poultry;chicken;egg|닭고기;가금육;계란;달걀|鸡肉;禽肉;鸡蛋|鶏肉;家禽;鶏卵
dairy|dairy;milk;cheese;butter|유제품;우유;치즈;버터|乳制品;奶制品;牛奶|乳製品;牛乳;チーズ
seafood|seafood;fishery product;aquatic product;marine product|수산물|水产品;海产品|水産物;海産物;ホタテ
laver|laver;seaweed|김 수출;해조류;조미김;마른김|海苔;紫菜|のり;海藻
fruit|fruit;apple;grape;pear;strawberry|과일;사과;포도;딸기|水果;苹果;葡萄;草莓|果物;りんご;ブドウ;イチゴ
vegetable|vegetable;kimchi;cabbage;onion;garlic|채소;김치;배추;양파;마늘|蔬菜;泡菜;大蒜|野菜;キムチ;ニンニク
soy|soybean;soybeans|대두|大豆|大豆
corn|corn;maize|옥수수|玉米|トウモロコシ
wheat|wheat;grain;flour|밀가루;곡물;소맥|小麦;谷物|小麦;穀物
canola|canola;rapeseed|카놀라;유채|油菜籽|菜種;キャノーラ
palm-oil|palm oil|팜유|棕榈油|パーム油
sugar|sugar|설탕|食糖;白糖|砂糖
coffee|coffee|커피|咖啡|コーヒー
cocoa|cocoa|코코아|可可|カカオ;ココア
noodle|noodle;ramen;ramyeon;instant noodle|라면|方便面|ラーメン;即席麺
alcohol|wine;whisky;brandy;soju;spirits;cognac|와인;위스키;소주;브랜디;주류|葡萄酒;白兰地;威士忌;烧酒|ワイン;ウイスキー;焼酎;ブランデー
infant-formula|infant formula|분유|婴幼儿配方;奶粉|粉ミルク
tobacco|tobacco;cigarette;e-cigarette|담배;전자담배|烟草;电子烟|たばこ
parcel|parcel;parcels;low-value consignment;cheap imports;small package;de minimis|소포;소액소포;소액면세;직구|小额包裹;包裹;低值|小包;少額輸入;少額免税
waste|waste;plastic waste;used clothing|폐기물;폐플라스틱|废物;废塑料;固体废物|廃棄物;廃プラ
luxury|luxury goods;luxury|사치품;명품|奢侈品|高級品;ぜいたく品
film|film;movie;drama|영화;드라마|电影;影视;电视剧|映画;ドラマ
game|video game;game licence;game license;online game|게임;판호|游戏;版号|ゲーム
concert|concert;K-pop;arena show|공연;콘서트;케이팝|演唱会;演出|公演;コンサート;K-POP
content|content;K-content;Hallyu;Korean Wave|콘텐츠;한류;한한령|文化产业;限韩令;韩流;影视内容|コンテンツ;限韓令;韓流
map-data|map data;high-precision map;mapping data|지도 데이터;고정밀 지도;지도 반출|地图数据;高精地图|地図データ
cloud|cloud;data centre;data center|클라우드;데이터센터|云计算;数据中心|クラウド;データセンター
data|cross-border data;data flow;data transfer|데이터 이전;데이터 국외|数据出境;数据跨境|データ移転;データ流通
ai|artificial intelligence;AI|인공지능;AI|人工智能|人工知能;AI
ip|intellectual property;patent;trademark;counterfeit|지식재산;특허;상표;위조상품|知识产权;专利;商标;假冒|知的財産;特許;商標;模倣品
plant-order|desalination;plant order;plant contract|담수화;플랜트|海水淡化;成套设备;工程承包|淡水化;プラント
rail|railway;high-speed rail;rail;metro|철도;고속철|铁路;高铁|鉄道
port|port fee;port charge;port due;docking charge;docking fee;port;harbour;container port|항만;입항수수료;입항료|港口费;港务费;港口|入港料;入港手数料;港湾
airline|airline;flight;air cargo|항공사;항공편;항공화물|航空公司;航班|航空会社;航空便
telecom|telecom;5G;network equipment;router|통신장비;5G|电信;通信设备|通信機器;通信網
lead-acid|lead-acid;lead ingot|납축전지|铅酸|鉛蓄電池
fibre|optical fibre;optical fiber|광섬유|光纤|光ファイバー
helium|helium;neon|헬륨;네온|氦气|ヘリウム
chemfiber|carbon fibre;carbon fiber|탄소섬유|碳纤维|炭素繊維
camera|camera;security camera|카메라|摄像头|カメラ
medicine-api|active pharmaceutical ingredient|원료의약품|原料药|原薬
software|software|소프트웨어|软件|ソフトウエア;ソフトウェア
crypto|cryptocurrency;stablecoin|가상자산;스테이블코인|加密货币;稳定币|暗号資産
pistachio-nut|pecan;pistachio;almond;nuts|피칸;피스타치오;아몬드;견과|碧根果;开心果;坚果|ナッツ;ピスタチオ;ピーカン
fish|mackerel;tuna;salmon;squid;cod;shrimp|고등어;참치;연어;오징어;대구;새우|鲭鱼;金枪鱼;三文鱼;虾|サバ;マグロ;サケ;エビ
scanner|security scanner;scanner|보안 검색;스캐너|安检设备|手荷物検査;スキャナー
inverter|inverter;energy storage;storage system|인버터;에너지저장|逆变器;储能|インバーター;蓄電
separator|separator;electrolyte;precursor|분리막;전해액;전해질;전구체|隔膜;电解液;前驱体|セパレーター;電解液;前駆体
wafer|wafer;photoresist;hydrogen fluoride;substrate|웨이퍼;감광액;포토레지스트;불화수소;기판|晶圆片;光刻胶;氟化氢;基板|ウエハー;レジスト;フッ化水素;基板
valve|valve;bearing;screw;bolt;fastener;wire|밸브;베어링;나사;볼트;강선|阀门;轴承;螺栓;紧固件|バルブ;軸受け;ボルト;ねじ
can|can;beverage can|캔;알루미늄캔|易拉罐|缶
paint|titanium dioxide;pigment;paint|이산화티타늄;안료|钛白粉;颜料|酸化チタン;顔料
rubber|rubber;latex|고무;라텍스|橡胶|ゴム
fur|leather|가죽|皮革|皮革
jewel|diamond;jewellery;jewelry|다이아몬드;귀금속|钻石;珠宝|ダイヤモンド;宝飾
detergent|detergent;shampoo;hygiene|세제;생활용품|洗涤|洗剤
flower|flower;plant variety;seed|화훼;꽃;종자|花卉;种子|花き;種子
pet-food|pet food|펫푸드;반려동물|宠物食品|ペットフード
ginseng|ginseng|인삼;홍삼|人参|高麗人参
mushroom|mushroom|버섯|蘑菇|きのこ
bus|bus;electric bus|전기버스|电动客车|電動バス
elevator|elevator;lift maker|엘리베이터;승강기|电梯|エレベーター
bicycle|bicycle;e-bike|자전거|自行车|自転車
container-box|container box;chassis;trailer|섀시;트레일러|底盘;挂车|シャーシ;トレーラー
forklift|forklift;excavator;construction machinery|지게차;굴착기;건설기계|叉车;挖掘机;工程机械|フォークリフト;建設機械
turbine|gas turbine;turbine|터빈;가스터빈|燃气轮机;风机|タービン
smr|small modular reactor;SMR|소형모듈원자로;SMR|小型模块化反应堆;小型堆|小型モジュール炉
uranium|uranium;enriched uranium|우라늄|铀|ウラン
biofuel|biofuel;ethanol;biodiesel;sustainable aviation fuel|바이오연료;에탄올;지속가능항공유|生物燃料;乙醇;可持续航空燃料|バイオ燃料;エタノール;持続可能な航空燃料
semicon-packaging|advanced packaging|첨단 패키징|先进封装|先端パッケージ
ai-data|foundation model;AI model|파운데이션 모델|大模型|基盤モデル
"""
