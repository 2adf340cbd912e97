"""Reactions, places, people, firms and countries in four languages: data only, read by core/entities.py.

A line is `id | English | Korean | Chinese | Japanese`, alternatives parted by semicolons; a line `[class]` begins a class.
It serves to see that two texts speak of one thing, not to translate: neighbours in meaning share a line.
"""

TEXT = """
[reactions]
welcome|welcome;praise;applaud|환영|欢迎|歓迎
protest|protest;denounce;condemn;slam;criticise;criticize;criticism;lash out|항의;규탄;비판;반발|抗议;谴责;批评;强烈不满;坚决反对|抗議;批判;非難;反発
regret|regret;regrettable;deplore;disappoint|유감|遗憾|遺憾
urge|urge;call on|촉구|敦促;呼吁|求める声
worry|worry;fear;concern;warn;alarm|우려;비상;경고|担忧;忧虑;警告|懸念;警戒;危惧
hope|hope;hail;cheer;optimistic|기대|期待|期待
rally|rally;demonstration;demonstrator|집회;시위|集会;示威|集会;デモ
analysis|what it means;explainer;analysis;opinion;column;editorial;how to;Q&A|분석;전망;칼럼;사설|评论;分析;解读;社评|分析;解説;社説
vow|vow;retaliate;retaliation;countermeasure;hit back;strike back|보복;맞대응;대응책|反制;报复;反制措施|報復;対抗措置
unfair|unfair;too little;sell-out;not help;protectionist;protectionism;groundless;abuse|불공정;과도;그림의 떡|不公平|不公平;不十分
respond|impact check;assess impact;emergency meeting|영향 점검;긴급 점검;대책회의|应对;影响评估|影響を点検;対応を協議
[places]
new-york|New York|뉴욕|纽约|ニューヨーク
shanghai|Shanghai|상하이|上海|上海
shenzhen|Shenzhen|선전시|深圳|深圳
hongkong-port|Dongguan|둥관|东莞|東莞
guangzhou|Guangzhou;Canton Fair|광저우|广州;广交会|広州
hainan|Hainan|하이난|海南|海南
xinjiang|Xinjiang;Uyghur|신장;위구르|新疆;维吾尔;涉疆|新疆;ウイグル
qingdao|Qingdao|칭다오|青岛|青島
busan|Busan|부산|釜山|釜山
incheon|Incheon|인천|仁川|仁川
gyeongju|Gyeongju|경주|庆州|慶州
ulsan|Ulsan|울산|蔚山|蔚山
jeju|Jeju|제주|济州|済州
sejong|Sejong|세종|世宗|世宗
saemangeum|Saemangeum|새만금|新万金|セマングム
osaka|Osaka|오사카|大阪|大阪
nara|Nara|나라시;나라서;나라현;일본 나라|奈良|奈良
fukuoka|Fukuoka|후쿠오카|福冈|福岡
hokkaido|Hokkaido|홋카이도|北海道|北海道
kumamoto|Kumamoto|구마모토|熊本|熊本
fukushima|Fukushima|후쿠시마|福岛|福島
hiroshima|Hiroshima|히로시마|广岛|広島
geneva|Geneva|제네바|日内瓦|ジュネーブ
davos|Davos|다보스|达沃斯|ダボス
strasbourg|Strasbourg|스트라스부르|斯特拉斯堡|ストラスブール
luxembourg|Luxembourg|룩셈부르크|卢森堡|ルクセンブルク
amsterdam|Amsterdam|암스테르담|阿姆斯特丹|アムステルダム
dubai|Dubai|두바이|迪拜|ドバイ
jebel|Jeddah|제다|吉达|ジッダ
bali|Bali|발리|巴厘|バリ島
mumbai|Mumbai|뭄바이|孟买|ムンバイ
macau|Macau|마카오|澳门|マカオ
texas|Texas|텍사스|得克萨斯;得州|テキサス
georgia-us|Savannah;Georgia plant|조지아주|佐治亚|ジョージア州
alabama|Alabama|앨라배마|亚拉巴马|アラバマ
louisiana|Louisiana|루이지애나|路易斯安那|ルイジアナ
arizona|Arizona|애리조나|亚利桑那|アリゾナ
ohio|Ohio|오하이오|俄亥俄|オハイオ
tennessee|Tennessee|테네시|田纳西|テネシー
michigan|Michigan|미시간|密歇根|ミシガン
philadelphia|Philadelphia|필라델피아|费城|フィラデルフィア
california|California|캘리포니아|加利福尼亚;加州|カリフォルニア
alaska|Alaska|알래스카|阿拉斯加|アラスカ
hawaii|Hawaii|하와이|夏威夷|ハワイ
silicon-valley|Silicon Valley|실리콘밸리|硅谷|シリコンバレー
middle-east|Middle East|중동|中东|中東
gulf|Gulf Cooperation Council;GCC|걸프협력이사회;걸프|海湾合作委员会;海合会|湾岸協力会議
central-asia|Central Asia|중앙아시아|中亚|中央アジア
africa|Africa|아프리카|非洲|アフリカ
latin-america|Latin America;Mercosur|중남미;남미공동시장;메르코수르|拉美;南方共同市场|中南米;メルコスール;南米南部共同市場
southeast-asia|Southeast Asia|동남아|东南亚|東南アジア
[people]
trump|Trump|트럼프|特朗普;川普|トランプ
biden|Biden|바이든|拜登|バイデン
bessent|Bessent|베선트|贝森特|ベッセント
lutnick|Lutnick|러트닉|卢特尼克|ラトニック
greer|Greer|그리어|格里尔|グリア
rubio|Rubio|루비오|鲁比奥|ルビオ
xi|Xi Jinping|시진핑|习近平|習近平
li-qiang|Li Qiang|리창|李强|李強
he-lifeng|He Lifeng|허리펑|何立峰|何立峰
wang-wentao|Wang Wentao|왕원타오|王文涛|王文濤
wang-yi|Wang Yi|왕이|王毅|王毅
li-chenggang|Li Chenggang|리청강|李成钢|李成鋼
lee-jae-myung|Lee Jae-myung;Lee Jae Myung;President Lee|이재명;이 대통령|李在明|李在明;イ・ジェミョン
kim-min-seok|Kim Min-seok|김민석|金民锡|金民錫
koo|Koo Yun-cheol;Koo Yun Cheol|구윤철|具润哲|具潤哲;ク・ユンチョル
kim-jung-kwan|Kim Jung-kwan;Kim Jeong-gwan|김정관|金正官|金正官;キム・ジョングァン
yeo|Yeo Han-koo;Yeo Han-gu|여한구|吕翰九|呂翰九;ヨ・ハング
cho-hyun|Cho Hyun|조현 장관;조현 외교|赵显|趙顕
takaichi|Takaichi|다카이치|高市早苗;高市|高市早苗;高市首相
ishiba|Ishiba|이시바|石破茂;石破|石破
akazawa|Akazawa|아카자와|赤泽亮正;赤泽|赤沢
katayama|Katayama|가타야마|片山皋月|片山さつき
vdl|von der Leyen|폰데어라이엔|冯德莱恩|フォンデアライエン
sefcovic|Sefcovic;Šefčovič|셰프초비치;셰프코비치|谢夫乔维奇|シェフチョビッチ
modi|Modi|모디|莫迪|モディ
goyal|Goyal|고얄|戈亚尔|ゴヤル
lula|Lula|룰라|卢拉|ルラ
carney|Carney|카니 총리|卡尼|カーニー
sheinbaum|Sheinbaum|셰인바움|辛鲍姆|シェインバウム
starmer|Starmer|스타머|斯塔默|スターマー
macron|Macron|마크롱|马克龙|マクロン
merz|Merz|메르츠|默茨|メルツ
putin|Putin|푸틴|普京|プーチン
zelensky|Zelensky;Zelenskyy|젤렌스키|泽连斯基|ゼレンスキー
prabowo|Prabowo|프라보워|普拉博沃|プラボウォ
okonjo|Okonjo-Iweala|오콘조이웨알라;오콘조|伊维拉|オコンジョ
mbs|bin Salman|빈 살만|萨勒曼|サルマン
[firms]
samsung|Samsung|삼성|三星|サムスン
sk-hynix|SK hynix;SK Hynix|SK하이닉스;하이닉스|SK海力士;海力士|SKハイニックス
hyundai|Hyundai|현대차;현대자동차;현대|现代汽车|現代自動車;ヒョンデ
kia|Kia|기아|起亚|起亜
lg|LG Energy|LG에너지솔루션;LG엔솔|LG新能源|LGエナジー
posco|POSCO|포스코|浦项|ポスコ
hyundai-steel|Hyundai Steel|현대제철|现代制铁|現代製鉄
doosan|Doosan|두산|斗山|斗山
hanwha|Hanwha|한화|韩华|ハンファ
hd-hyundai|HD Hyundai|HD현대|HD现代|HD現代
korea-zinc|Korea Zinc|고려아연|高丽亚铅;高丽锌业|高麗亜鉛
naver|Naver|네이버|Naver|ネイバー
kakao|Kakao|카카오|Kakao|カカオ
coupang|Coupang|쿠팡|酷澎|クーパン
hanjin|Korean Air;HMM|대한항공|大韩航空|大韓航空
kepco|KEPCO;KHNP;Korea Hydro|한전;한국수력원자력;한수원|韩国电力;韩国水电与核电|韓国電力;韓国水力原子力
westinghouse|Westinghouse|웨스팅하우스|西屋|ウェスチングハウス
nippon-steel|Nippon Steel|일본제철|新日铁;日本制铁|日本製鉄
us-steel|U.S. Steel;US Steel|US스틸|美国钢铁公司|USスチール
toyota|Toyota|도요타|丰田|トヨタ
honda|Honda|혼다|本田|ホンダ
nissan|Nissan|닛산|日产汽车|日産
sony|Sony|소니|索尼|ソニー
rapidus|Rapidus|라피더스|Rapidus|ラピダス
kioxia|Kioxia|키옥시아|铠侠|キオクシア
softbank|SoftBank|소프트뱅크|软银|ソフトバンク
tsmc|TSMC|TSMC|台积电|TSMC;台湾積体電路
foxconn|Foxconn|폭스콘|富士康;鸿海|鴻海;フォックスコン
nexperia|Nexperia;Wingtech|넥스페리아;윙테크|安世;闻泰|ネクスペリア
asml|ASML|ASML|阿斯麦|ASML
nvidia|Nvidia|엔비디아|英伟达|エヌビディア
intel|Intel|인텔|英特尔|インテル
micron|Micron|마이크론|美光|マイクロン
qualcomm|Qualcomm|퀄컴|高通|クアルコム
apple-inc|Apple Inc;iPhone|애플;아이폰|苹果公司|アップル
google|Google;Alphabet|구글|谷歌|グーグル
meta-inc|Meta Platforms|메타플랫폼|Meta公司|メタ
amazon|Amazon|아마존|亚马逊|アマゾン
microsoft|Microsoft|마이크로소프트|微软|マイクロソフト
tesla|Tesla|테슬라|特斯拉|テスラ
boeing|Boeing|보잉|波音|ボーイング
gm|General Motors;GM|제너럴모터스;한국GM;GM|通用汽车|ゼネラル・モーターズ
ford|Ford Motor|포드|福特|フォード
vw|Volkswagen|폭스바겐|大众汽车|フォルクスワーゲン
byd|BYD|비야디|比亚迪|比亜迪
catl|CATL|닝더스다이;CATL|宁德时代|寧徳時代
huawei|Huawei|화웨이|华为|ファーウェイ;華為
smic|SMIC|SMIC|中芯国际|中芯国際
cxmt|CXMT;YMTC|창신메모리;CXMT|长鑫存储;长江存储|長鑫;長江存儲
dji|DJI|DJI|大疆|DJI
shein|Shein|쉬인|希音|シーイン
temu|Temu|테무|拼多多;Temu|テム
aliexpress|AliExpress;Alibaba|알리익스프레스;알리바바|阿里巴巴;速卖通|アリババ;アリエクスプレス
tiktok|TikTok;ByteDance|틱톡;바이트댄스|字节跳动|ティックトック
mp-materials|MP Materials|MP머티리얼즈|MP材料|MPマテリアルズ
lynas|Lynas|라이너스|莱纳斯|ライナス
glencore|Glencore|글렌코어|嘉能可|グレンコア
siemens|Siemens|지멘스|西门子|シーメンス
airbus|Airbus|에어버스|空客|エアバス
thyssen|Thyssenkrupp|티센크루프|蒂森克虏伯|ティッセンクルップ
arcelor|ArcelorMittal|아르셀로미탈|安赛乐米塔尔|アルセロール
tata|Tata|타타|塔塔|タタ
aramco|Aramco|아람코|沙特阿美|アラムコ
northvolt|Northvolt|노스볼트|北伏|ノースボルト
vinfast|VinFast|빈패스트|VinFast|ビンファスト
[countries]
KR|South Korea;Korea;Korean;Seoul;ROK|한국;대한민국;우리나라;한국산;국내;우리 정부;서울|韩国;首尔;韩方|韓国;ソウル
KP|North Korea;North Korean;Pyongyang|북한|朝鲜|北朝鮮
US|United States;America;American;Washington;usa;White House|미국;워싱턴;대미;미 상무;미국산;백악관;미 정부;미 대통령;미 세관;미 국토|美国;美方;华盛顿;白宫;对美;赴美;美商务|米国;米政府;米大統領;米商務;対米;ワシントン;ホワイトハウス
CN|China;Chinese;Beijing|중국;베이징;중국산|中国;北京;中方|中国;北京;中国産;対中
JP|Japan;Japanese;Tokyo|일본;도쿄;일본산|日本;东京;日方|日本;東京
TW|Taiwan;Taiwanese;Taipei|대만;타이베이;대만산|台湾;台北;台方;台美|台湾;台北
HK|Hong Kong|홍콩|香港|香港
EU|European Union;EU;Brussels;European Commission;EU executive;European;bloc|유럽연합;EU;유럽;브뤼셀|欧盟;欧洲;布鲁塞尔|欧州連合;欧州;EU;ブリュッセル
GB|United Kingdom;Britain;British;UK;London|영국;런던|英国;伦敦|英国;ロンドン
DE|Germany;German;Berlin|독일;베를린|德国;柏林|ドイツ;ベルリン
FR|France;French;Paris|프랑스;파리|法国;巴黎|フランス;パリ
IT|Italy;Italian;Rome|이탈리아;로마|意大利;罗马|イタリア;ローマ
ES|Spain;Spanish;Madrid|스페인|西班牙|スペイン
NL|Netherlands;Dutch;The Hague|네덜란드|荷兰|オランダ
BE|Belgium;Belgian|벨기에|比利时|ベルギー
PL|Poland;Polish;Warsaw|폴란드;바르샤바|波兰;华沙|ポーランド;ワルシャワ
CZ|Czech;Czechia;Prague|체코;프라하|捷克|チェコ
HU|Hungary;Hungarian;Budapest|헝가리|匈牙利|ハンガリー
SE|Sweden;Swedish|스웨덴|瑞典|スウェーデン
NO|Norway;Norwegian|노르웨이|挪威|ノルウェー
DK|Denmark;Danish|덴마크|丹麦|デンマーク
CH|Switzerland;Swiss;Bern|스위스|瑞士|スイス
TR|Turkey;Turkish;Türkiye;Ankara|튀르키예;터키|土耳其|トルコ
RU|Russia;Russian;Moscow;Kremlin|러시아;모스크바|俄罗斯;俄方;莫斯科|ロシア;モスクワ
UA|Ukraine;Ukrainian;Kyiv|우크라이나|乌克兰|ウクライナ
IN|India;Indian;New Delhi;Delhi|인도;뉴델리|印度;新德里|インド;ニューデリー
PK|Pakistan;Pakistani|파키스탄|巴基斯坦|パキスタン
BD|Bangladesh;Dhaka|방글라데시|孟加拉国;孟加拉|バングラデシュ
LK|Sri Lanka;Sri Lankan|스리랑카|斯里兰卡|スリランカ
VN|Vietnam;Vietnamese;Hanoi;Viet Nam|베트남;하노이|越南;河内|ベトナム;ハノイ
ID|Indonesia;Indonesian;Jakarta|인도네시아;자카르타|印尼;印度尼西亚;雅加达|インドネシア;ジャカルタ
MY|Malaysia;Malaysian;Kuala Lumpur|말레이시아;쿠알라룸푸르|马来西亚;吉隆坡|マレーシア;クアラルンプール
TH|Thailand;Thai;Bangkok|태국;방콕|泰国;曼谷|タイ政府;タイ産;バンコク
PH|Philippines;Philippine;Filipino;Manila|필리핀;마닐라|菲律宾;马尼拉|フィリピン;マニラ
SG|Singapore;Singaporean|싱가포르|新加坡|シンガポール
MM|Myanmar|미얀마|缅甸|ミャンマー
KH|Cambodia;Cambodian|캄보디아|柬埔寨|カンボジア
LA|Laos|라오스|老挝|ラオス
MN|Mongolia;Mongolian|몽골|蒙古国;蒙古|モンゴル
KZ|Kazakhstan;Kazakh;Astana|카자흐스탄|哈萨克斯坦|カザフスタン
UZ|Uzbekistan;Uzbek;Tashkent|우즈베키스탄|乌兹别克斯坦|ウズベキスタン
AU|Australia;Australian;Canberra;Sydney|호주;캔버라|澳大利亚;澳洲|オーストラリア;豪州;豪政府
NZ|New Zealand;Wellington|뉴질랜드;웰링턴|新西兰|ニュージーランド
CA|Canada;Canadian;Ottawa;Quebec|캐나다;오타와|加拿大|カナダ
MX|Mexico;Mexican;Mexico City|멕시코|墨西哥|メキシコ
BR|Brazil;Brazilian;Brasilia|브라질|巴西|ブラジル
AR|Argentina;Argentine|아르헨티나|阿根廷|アルゼンチン
CL|Chile;Chilean;Santiago|칠레|智利|チリ
PE|Peru;Peruvian;Lima|페루|秘鲁|ペルー
CO|Colombia;Colombian|콜롬비아|哥伦比亚|コロンビア
EC|Ecuador;Ecuadorian|에콰도르|厄瓜多尔|エクアドル
CR|Costa Rica;Costa Rican|코스타리카|哥斯达黎加|コスタリカ
UY|Uruguay;Uruguayan|우루과이|乌拉圭|ウルグアイ
VE|Venezuela;Venezuelan|베네수엘라|委内瑞拉|ベネズエラ
EG|Egypt;Egyptian;Cairo|이집트;카이로|埃及;开罗|エジプト;カイロ
SA|Saudi Arabia;Saudi;Riyadh|사우디;사우디아라비아;리야드|沙特;利雅得|サウジアラビア;サウジ;リヤド
AE|United Arab Emirates;UAE;Emirati;Abu Dhabi|아랍에미리트;UAE;아부다비|阿联酋;阿布扎比|アラブ首長国連邦;UAE;アブダビ
QA|Qatar;Qatari;Doha|카타르;도하|卡塔尔;多哈|カタール;ドーハ
KW|Kuwait|쿠웨이트|科威特|クウェート
IQ|Iraq;Iraqi|이라크|伊拉克|イラク
IR|Iran;Iranian;Tehran|이란 정부;이란산;이란의;테헤란|伊朗|イラン
IL|Israel;Israeli|이스라엘|以色列|イスラエル
OM|Oman|오만|阿曼|オマーン
JO|Jordan|요르단|约旦|ヨルダン
MA|Morocco;Moroccan|모로코|摩洛哥|モロッコ
ZA|South Africa;South African|남아프리카공화국;남아공|南非|南アフリカ
NG|Nigeria;Nigerian|나이지리아|尼日利亚|ナイジェリア
KE|Kenya;Kenyan|케냐|肯尼亚|ケニア
TZ|Tanzania|탄자니아|坦桑尼亚|タンザニア
ET|Ethiopia|에티오피아|埃塞俄比亚|エチオピア
GH|Ghana|가나 정부;가나산|加纳|ガーナ
CD|DR Congo;Congo;Democratic Republic of Congo|콩고민주공화국;콩고|刚果|コンゴ
RS|Serbia;Serbian;Belgrade|세르비아|塞尔维亚|セルビア
UN-ASEAN|ASEAN|아세안|东盟|ASEAN;東南アジア諸国連合
KR US|Korea-US;South Korea-US;KORUS|한미;한·미|韩美;美韩|米韓;韓米
KR CN|Korea-China|한중;한·중|中韩;韩中|中韓;韓中
KR JP|Korea-Japan|한일;한·일|韩日;日韩|日韓;韓日
KR JP CN|Korea-Japan-China;trilateral|한중일;한·중·일|中日韩|日中韓
US CN|US-China;Sino-US;China-US|미중;미·중|中美;美中|米中
US JP|US-Japan;Japan-US|미일|美日;日美|日米
KR EU|Korea-EU;EU-Korea|한EU;한-EU|韩欧|韓EU
US TW|US-Taiwan|미·대만|美台;台美|米台
JP CN|Japan-China|중일|中日;对日|日中;対日
CN EU|EU-China;China-EU|중·EU|中欧|中欧
CN JP US|Quad|쿼드|四方安全对话|クアッド
"""
