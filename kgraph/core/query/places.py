"""Names of places that stand at the end of raw titles without a word before them ("Java Developer Berlin").

Countries, their largest cities, and the states of some, folded. A list for job titles, not an atlas: left out are names
that are words of jobs too ("Reading", "Mobile", "Nice", "Bath", "Split"). What is left of a raw title without its place
is one more reading of it: looked up, and read by the learner.
"""

from __future__ import annotations

from typing import Final

_NAMES = """
afghanistan; albania; algeria; angola; argentina; armenia; australia; austria; azerbaijan; bahrain; bangladesh;
belarus; belgium; bolivia; bosnia; botswana; brazil; bulgaria; cambodia; cameroon; canada; chile; china; colombia;
costa rica; croatia; cuba; cyprus; czech republic; czechia; denmark; ecuador; egypt; el salvador; estonia; ethiopia;
finland; france; georgia; germany; ghana; greece; guatemala; honduras; hong kong; hungary; iceland; india; indonesia;
iran; iraq; ireland; israel; italy; jamaica; japan; jordan; kazakhstan; kenya; kuwait; latvia; lebanon; lithuania;
luxembourg; malaysia; malta; mexico; moldova; mongolia; montenegro; morocco; mozambique; myanmar; namibia; nepal;
netherlands; new zealand; nicaragua; nigeria; north macedonia; norway; oman; pakistan; panama; paraguay; peru;
philippines; poland; portugal; puerto rico; qatar; romania; russia; rwanda; saudi arabia; scotland; senegal; serbia;
singapore; slovakia; slovenia; south africa; south korea; spain; sri lanka; sweden; switzerland; syria; taiwan;
tanzania; thailand; tunisia; turkey; uganda; uae; uk; ukraine; united arab emirates; united kingdom; united states;
uruguay; usa; uzbekistan; venezuela; vietnam; wales; england; northern ireland; yemen; zambia; zimbabwe; deutschland;
österreich; schweiz; españa; méxico; perú; europe; emea; apac; dach; alabama; alaska; arizona; arkansas; california;
colorado; connecticut; delaware; florida; hawaii; idaho; illinois; indiana; iowa; kansas; kentucky; louisiana; maine;
maryland; massachusetts; michigan; minnesota; mississippi; missouri; montana; nebraska; nevada; new hampshire; new
jersey; new mexico; new york; north carolina; north dakota; ohio; oklahoma; oregon; pennsylvania; rhode island; south
carolina; south dakota; tennessee; texas; utah; vermont; virginia; washington; west virginia; wisconsin; wyoming;
ontario; quebec; british columbia; alberta; manitoba; saskatchewan; nova scotia; new south wales; queensland;
tasmania; bavaria; saxony; bayern; sachsen; hessen; cataluña; andalucía; new york city; nyc; los angeles; chicago;
houston; phoenix; philadelphia; san antonio; san diego; dallas; san jose; austin; jacksonville; fort worth; columbus;
charlotte; indianapolis; san francisco; sf; bay area; seattle; denver; washington dc; nashville; oklahoma city; el
paso; boston; portland; las vegas; detroit; memphis; louisville; baltimore; milwaukee; albuquerque; tucson; fresno;
sacramento; kansas city; atlanta; omaha; colorado springs; raleigh; miami; long beach; virginia beach; oakland;
minneapolis; tulsa; tampa; arlington; new orleans; wichita; cleveland; bakersfield; aurora; anaheim; honolulu; santa
ana; riverside; corpus christi; lexington; stockton; pittsburgh; saint paul; st paul; cincinnati; anchorage;
greensboro; plano; orlando; irvine; newark; durham; st louis; saint louis; buffalo; jersey city; salt lake city;
boise; richmond; spokane; silicon valley; palo alto; mountain view; sunnyvale; toronto; montreal; vancouver; calgary;
edmonton; ottawa; winnipeg; mississauga; hamilton; mexico city; guadalajara; monterrey; bogota; bogotá; medellin;
medellín; lima; santiago; buenos aires; são paulo; sao paulo; rio de janeiro; brasilia; caracas; quito; montevideo;
london; birmingham; manchester; leeds; glasgow; liverpool; edinburgh; bristol; sheffield; cardiff; belfast; leicester;
nottingham; newcastle; southampton; portsmouth; plymouth; oxford; cambridge; brighton; aberdeen; coventry; bradford;
swindon; milton keynes; dublin; cork; galway; limerick; berlin; hamburg; munich; münchen; cologne; köln; frankfurt;
stuttgart; düsseldorf; dusseldorf; leipzig; dortmund; essen; bremen; dresden; hannover; hanover; nuremberg; nürnberg;
duisburg; bochum; wuppertal; bielefeld; bonn; mannheim; karlsruhe; augsburg; wiesbaden; münster; vienna; wien; graz;
linz; salzburg; innsbruck; zurich; zürich; geneva; genf; basel; bern; lausanne; paris; lyon; marseille; toulouse;
bordeaux; lille; nantes; strasbourg; madrid; barcelona; valencia; sevilla; seville; zaragoza; málaga; malaga; bilbao;
murcia; lisbon; lisboa; porto; rome; roma; milan; milano; naples; napoli; turin; torino; bologna; florence; firenze;
amsterdam; rotterdam; utrecht; eindhoven; the hague; brussels; antwerp; ghent; copenhagen; aarhus; stockholm;
gothenburg; malmö; oslo; bergen; helsinki; tampere; reykjavik; warsaw; krakow; kraków; wroclaw; wrocław; gdansk;
gdańsk; poznan; poznań; prague; brno; bratislava; budapest; bucharest; cluj; sofia; belgrade; zagreb; ljubljana;
athens; thessaloniki; istanbul; ankara; izmir; kyiv; kiev; lviv; minsk; moscow; saint petersburg; st petersburg; riga;
vilnius; tallinn; tel aviv; jerusalem; haifa; cairo; alexandria; casablanca; rabat; tunis; algiers; lagos; abuja;
accra; nairobi; addis ababa; kampala; johannesburg; cape town; durban; pretoria; dubai; abu dhabi; doha; riyadh;
jeddah; manama; muscat; beirut; amman; baghdad; tehran; karachi; lahore; islamabad; mumbai; delhi; new delhi;
bangalore; bengaluru; hyderabad; chennai; kolkata; pune; ahmedabad; jaipur; noida; gurgaon; gurugram; kochi; indore;
dhaka; colombo; kathmandu; bangkok; hanoi; ho chi minh city; jakarta; kuala lumpur; manila; cebu; phnom penh; yangon;
beijing; shanghai; shenzhen; guangzhou; chengdu; hangzhou; wuhan; taipei; seoul; busan; tokyo; osaka; kyoto; nagoya;
yokohama; sydney; melbourne; brisbane; perth; adelaide; canberra; gold coast; hobart; auckland; wellington;
christchurch
"""

PLACES: Final = frozenset(" ".join(name.split()) for name in _NAMES.split(";"))
PLACE_ENDS: Final = frozenset(name.split(" ")[-1] for name in PLACES)
"""Their last words."""
PLACE_WORDS: Final = frozenset(word for name in PLACES for word in name.split(" "))
"""All their words: none of them is a slip of the typist's."""
MOST_WORDS: Final = max(name.count(" ") + 1 for name in PLACES)
