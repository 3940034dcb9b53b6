"""Whose filing it is, in papers of many layouts: forms, cards, letters, with hosts, spouses and advisers beside."""

import pytest

from classify.reading import read_bundle
from tests.classify.builders import bundle_of

CASES = {
    "colonnes": (
        [
            """
DEMANDE D'ADMISSION AU SÉJOUR
ÉTAT CIVIL
Nom de naissance              Prénom(s)
TRAORÉ                        Mariam Bintou
Date de naissance             Lieu de naissance
14/08/1994                    Bamako
Nationalité                   N° étranger
Malienne                      7503214567
ADRESSE
8 rue de la Marne, 33000 Bordeaux
Téléphone                     Courriel
06 12 45 78 96                mariam.traore@exemple.fr
""",
        ],
        {
            "nom": "TRAORÉ",
            "prenoms": "Mariam Bintou",
            "date_naissance": "1994-08-14",
            "nationalite": "MLI",
            "numero_etranger": "7503214567",
            "courriel": "mariam.traore@exemple.fr",
            "telephone": "0612457896",
            "departement": "33",
        },
    ),
    "deux par ligne": (
        [
            """
FORMULAIRE DE DEMANDE DE TITRE DE SÉJOUR
NOM : OKAFOR            PRÉNOMS : Chidi Emmanuel
Né(e) le : 2 février 1988   à : Lagos   Pays : Nigéria
Nationalité : nigériane       Sexe : M
N° AGDREF (10 chiffres) : 3309 876 543
Adresse complète : Apt 12, 45 cours de l'Yser 33800 Bordeaux
Tél. : 07.55.44.33.22
""",
        ],
        {
            "nom": "OKAFOR",
            "prenoms": "Chidi Emmanuel",
            "date_naissance": "1988-02-02",
            "nationalite": "NGA",
            "numero_etranger": "3309876543",
            "telephone": "0755443322",
            "departement": "33",
        },
    ),
    "soussigne": (
        [
            """
Bordeaux, le 4 mars 2026
Madame la Préfète,
Je soussigné Mohamed Amine BEN SALAH, né le 3 mai 1990 à Oran (Algérie), de nationalité algérienne,
demeurant 12 allée des Pins, 33600 Pessac, titulaire du numéro étranger 3301122334, sollicite le renouvellement
de mon certificat de résidence.
Mohamed Amine BEN SALAH
""",
        ],
        {
            "nom": "BEN SALAH",
            "prenoms": "Mohamed Amine",
            "date_naissance": "1990-05-03",
            "nationalite": "DZA",
            "numero_etranger": "3301122334",
        },
    ),
    "je m'appelle": (
        [
            """
Bonjour,
Je m'appelle Fatou Diop, je suis née le 17 novembre 1999 à Dakar et je suis de nationalité sénégalaise.
Mon numéro étranger est le 9912345678. J'habite au 3 rue Kléber à Talence (33400).
Je voudrais renouveler mon titre de séjour étudiant.
Merci beaucoup
Fatou Diop
06 11 22 33 44
""",
        ],
        {
            "nom": "Diop",
            "prenoms": "Fatou",
            "date_naissance": "1999-11-17",
            "nationalite": "SEN",
            "numero_etranger": "9912345678",
            "telephone": "0611223344",
        },
    ),
    "nom avant prenom sans capitales": (
        [
            """
Nguyen Thi Hoa
22 avenue Thiers
33100 Bordeaux
                                        Préfecture de la Gironde
                                        2 esplanade Charles de Gaulle
                                        33000 Bordeaux
Objet : renouvellement de mon titre de séjour
Madame, Monsieur,
Je vous adresse ci-joint mon dossier.
Nguyen Thi Hoa
""",
            """
CARTE DE SÉJOUR
NOM / SURNAME
NGUYEN
PRÉNOMS / FORENAMES
THI HOA
NATIONALITÉ   SEXE   DATE DE NAISSANCE
VNM           F      30 06 1985
N° ÉTRANGER 3302211009
""",
        ],
        {
            "nom": "NGUYEN",
            "prenoms": "Thi Hoa",
            "date_naissance": "1985-06-30",
            "nationalite": "VNM",
            "numero_etranger": "3302211009",
            "departement": "33",
        },
    ),
    "recepisse": (
        [
            """
RÉPUBLIQUE FRANÇAISE
PRÉFECTURE DE LA GIRONDE
RÉCÉPISSÉ DE DEMANDE DE CARTE DE SÉJOUR
N° de récépissé 3312345
N° étranger : 3305554443
Nom : EL AMRANI
Prénom : Youssef
Né(e) le : 09/09/1992 à FES
Nationalité : MAROCAINE
Adresse : 77 rue Sainte-Catherine 33000 BORDEAUX
Valable jusqu'au 12/06/2026
Ce récépissé n'autorise pas son titulaire à travailler
""",
        ],
        {
            "nom": "EL AMRANI",
            "prenoms": "Youssef",
            "date_naissance": "1992-09-09",
            "nationalite": "MAR",
            "numero_etranger": "3305554443",
            "departement": "33",
        },
    ),
    "lettre ccc seule avec reference": (
        [
            """
Centre de contact citoyens
Le 12 mars 2026
À l'attention de Madame Oksana PETRENKO (n° étranger : 3307788990)
Madame,
Nous attestons que votre demande de renouvellement de titre de séjour ne peut pas être déposée en ligne.
""",
        ],
        {"nom": "PETRENKO", "prenoms": "Oksana", "numero_etranger": "3307788990"},
    ),
    "avocat": (
        [
            """
Cabinet LEROY Avocats
Maître Hélène LEROY, avocate au barreau de Bordeaux
12 place Pey-Berland 33000 Bordeaux  Tél 05 56 00 11 22  h.leroy@cabinet-exemple.fr
Bordeaux, le 2 avril 2026
Monsieur le Préfet,
J'ai l'honneur d'intervenir en qualité de conseil de Monsieur Ibrahim SOW, né le 1er janvier 1980
à Conakry, de nationalité guinéenne,
demeurant 5 rue du Port à Lormont (33310), numéro AGDREF 3300099887.
Mon client sollicite la délivrance d'un titre de séjour.
""",
        ],
        {
            "nom": "SOW",
            "prenoms": "Ibrahim",
            "date_naissance": "1980-01-01",
            "nationalite": "GIN",
            "numero_etranger": "3300099887",
            "courriel": None,
            "telephone": None,
        },
    ),
    "hebergeant francais + demandeur": (
        [
            """
ATTESTATION D'HÉBERGEMENT
Je soussignée Mme Claire DUPONT née le 12/04/1970 à Libourne, demeurant 4 rue Foch 33500 Libourne
certifie héberger à mon domicile M. Diego RAMIREZ depuis le 1er janvier 2025.
""",
            """
DEMANDE DE TITRE DE SÉJOUR
Nom : RAMIREZ
Prénoms : Diego Andrés
Date de naissance : 21.07.1996
Nationalité : colombienne
Adresse : chez Mme Dupont, 4 rue Foch, 33500 Libourne
""",
        ],
        {
            "nom": "RAMIREZ",
            "prenoms": "Diego Andrés",
            "date_naissance": "1996-07-21",
            "nationalite": "COL",
            "numero_etranger": None,
            "departement": "33",
        },
    ),
    "passeport bilingue sans zone": (
        [
            """
REPUBLIC OF GHANA
PASSPORT
Type P  Country code GHA  Passport No. G1234567
Surname / Nom
MENSAH
Given names / Prénoms
KWAME JUNIOR
Nationality / Nationalité GHANAIAN
Date of birth / Date de naissance 05 DEC 1991
Sex M   Place of birth KUMASI
""",
            """
Bonjour, veuillez trouver ma demande de titre de séjour.
Kwame Junior MENSAH
""",
        ],
        {
            "nom": "MENSAH",
            "prenoms": "Kwame Junior",
            "date_naissance": "1991-12-05",
            "nationalite": "GHA",
            "numero_etranger": None,
        },
    ),
    "formulaire numerote": (
        [
            """
CERFA N° 11111*01
DEMANDE DE CARTE DE RÉSIDENT
1 - Votre identité
1.1 Nom de famille (nom de naissance) ......... KOUASSI
1.2 Nom d'usage (ex. nom d'épouse) ......... BAMBA
1.3 Prénom(s) ......... Adjoua Clarisse
1.4 Date de naissance (jj/mm/aaaa) ......... 19/10/1983
1.5 Ville et pays de naissance ......... Abidjan, Côte d'Ivoire
1.6 Nationalité ......... ivoirienne
1.7 Numéro d'étranger (s'il est connu) ......... 6912 345 678
2 - Votre adresse
2.1 Numéro et voie ......... 18 rue Garibaldi
2.2 Code postal ......... 69003   Commune ......... LYON
""",
        ],
        {
            "nom": "KOUASSI",
            "prenoms": "Adjoua Clarisse",
            "date_naissance": "1983-10-19",
            "nationalite": "CIV",
            "numero_etranger": "6912345678",
            "departement": "69",
        },
    ),
    "courriel de prefecture": (
        [
            """
PRÉFECTURE DE LA GIRONDE
Bureau de l'accueil et du séjour
Affaire suivie par : Mme Sylvie MARTIN
Réf : AGDREF 3306655443
                              Monsieur Tarek HADDAD
                              Résidence Les Iris, bât B
                              9 rue Pasteur
                              33150 CENON
Bordeaux, le 3 mars 2026
Monsieur,
Vous êtes invité à déposer votre demande de titre de séjour par voie postale après constat de l'impossibilité technique.
Pour le préfet, le chef de bureau Jean BERNARD
""",
        ],
        {"nom": "HADDAD", "prenoms": "Tarek", "numero_etranger": "3306655443", "departement": "33"},
    ),
    "mrz seule bruitee": (
        [
            """
P<TUNBOUAZIZI<<SONIA<<<<<<<<<<<<<<<<<<<<<<<<
X1234567<8TUN8804129F2901015<<<<<<<<<<<<<<06
""",
            """
Sonia BOUAZIZI
13 rue Lecocq
33000 Bordeaux
Objet : demande de carte de séjour
Madame, Monsieur, je sollicite le renouvellement de ma carte. Sonia BOUAZIZI
""",
        ],
        {"nom": "BOUAZIZI", "prenoms": "Sonia", "departement": "33"},
    ),
    "epoux francais": (
        [
            """
DEMANDE DE TITRE DE SÉJOUR - CONJOINT DE FRANÇAIS
Demandeur
Nom : SANTOS    Prénom : Juliana
Née le 8 janvier 1993 à Recife   Nationalité : brésilienne
Conjoint
Nom : MOREAU    Prénom : Paul
Né le 5 mai 1989 à Bordeaux   Nationalité : française
Adresse du couple : 31 rue Judaïque 33000 Bordeaux
""",
        ],
        {
            "nom": "SANTOS",
            "prenoms": "Juliana",
            "date_naissance": "1993-01-08",
            "nationalite": "BRA",
            "departement": "33",
        },
    ),
    "tableau identite": (
        [
            """
Fiche de renseignements
Identité du demandeur
| Nom | CISSÉ |
| Prénom | Ousmane |
| Né le | 15/03/2001 |
| Nationalité | Mauritanienne |
| Numéro AGDREF | 3309090901 |
| Téléphone | +33 7 12 34 56 78 |
| Mail | ousmane.cisse01@exemple.org |
""",
        ],
        {
            "nom": "CISSÉ",
            "prenoms": "Ousmane",
            "date_naissance": "2001-03-15",
            "nationalite": "MRT",
            "numero_etranger": "3309090901",
            "telephone": "0712345678",
            "courriel": "ousmane.cisse01@exemple.org",
        },
    ),
    "notification anef": (
        [
            """
ANEF
Administration numérique pour les étrangers en France
Bonjour AMINE CHERIF,
Votre demande de renouvellement n° 3301234567890123456 a été clôturée.
Identifiant étranger : 3304443332
""",
            """
Amine CHERIF
2 impasse Bizet
33700 Mérignac
Madame, Monsieur, je dépose ma demande de titre de séjour par voie postale.
Amine CHERIF
""",
        ],
        {"nom": "CHERIF", "prenoms": "Amine", "numero_etranger": "3304443332", "departement": "33"},
    ),
    "association": (
        [
            """
LA PASSERELLE - Association d'aide aux étrangers (loi 1901)
5 rue des Augustins 33000 Bordeaux - contact@passerelle-exemple.org - 05 57 00 00 00
Objet : dossier de Mme Hawa BARRY
Madame, Monsieur,
Nous vous transmettons le dossier de Mme Hawa BARRY, ressortissante guinéenne née le 02/02/2000,
hébergée au 20 rue Nérigean 33000 Bordeaux.
La chargée d'accompagnement, Lucie PETIT
""",
        ],
        {
            "nom": "BARRY",
            "prenoms": "Hawa",
            "date_naissance": "2000-02-02",
            "nationalite": "GIN",
            "courriel": None,
            "telephone": None,
        },
    ),
    "employeur et contrat": (
        [
            """
SARL LE BON PAIN
CONTRAT DE TRAVAIL À DURÉE INDÉTERMINÉE
Entre la SARL LE BON PAIN représentée par M. Marc DUVAL
et M. Sekou CAMARA, né le 14/06/1998 à Kindia, de nationalité guinéenne, demeurant 8 rue Achard 33300 Bordeaux
""",
            """
Sekou CAMARA
8 rue Achard
33300 Bordeaux
Demande de titre de séjour salarié
Madame la Préfète, je sollicite un titre de séjour salarié. Sekou CAMARA
""",
        ],
        {
            "nom": "CAMARA",
            "prenoms": "Sekou",
            "date_naissance": "1998-06-14",
            "nationalite": "GIN",
            "departement": "33",
        },
    ),
    "acte de naissance etranger": (
        [
            """
REPUBLIQUE DU CAMEROUN
ACTE DE NAISSANCE
Nom de l'enfant : FOTSO
Prénoms : Brice Landry
Né le 11 avril 1995 à Bafoussam
de FOTSO Jean, cultivateur, né vers 1960
et de KAMGA Marie, née en 1968
""",
            """
Brice FOTSO
Tél 06 99 88 77 66
1 place Meunier 33000 Bordeaux
Je demande la délivrance d'un premier titre de séjour. Brice FOTSO
""",
        ],
        {
            "nom": "FOTSO",
            "prenoms": "Brice Landry",
            "date_naissance": "1995-04-11",
            "telephone": "0699887766",
            "departement": "33",
        },
    ),
    "nom compose et particule": (
        [
            """
Demande de renouvellement
Nom : DA SILVA-E-COSTA     Prénoms : João Pedro
Date de naissance : 1er août 1979   Nationalité : Angolaise
Numéro étranger : 3303332221
""",
        ],
        {
            "nom": "DA SILVA-E-COSTA",
            "prenoms": "João Pedro",
            "date_naissance": "1979-08-01",
            "nationalite": "AGO",
            "numero_etranger": "3303332221",
        },
    ),
    "ne le en tete de lettre": (
        [
            """
M. RAHMAN Abdul
né le 25-12-1987 (Bangladesh)
N° étranger 7508887776
64, boulevard Barbès
75018 PARIS
abdul.rahman87@exemple.com / 07 66 55 44 33
Monsieur le Préfet de police,
J'ai l'honneur de solliciter le renouvellement de ma carte de séjour.
RAHMAN Abdul
""",
        ],
        {
            "nom": "RAHMAN",
            "prenoms": "Abdul",
            "date_naissance": "1987-12-25",
            "numero_etranger": "7508887776",
            "courriel": "abdul.rahman87@exemple.com",
            "telephone": "0766554433",
        },
    ),
    "visa": (
        [
            """
VISA  FRANCE
Catégorie D   Nombre d'entrées MULT
Nom, Prénom  SHARMA, PRIYA
N° passeport Z1234567
Remarques : CESEDA R.311-3 ETUDIANT
VDFRASHARMA<<PRIYA<<<<<<<<<<<<<<<<<<
""",
            """
Priya Sharma
Cité universitaire, chambre 214, 33400 Talence
Demande de titre de séjour étudiant. Née le 3 mars 2002, nationalité indienne.
Priya Sharma
""",
        ],
        {"nom": "SHARMA", "prenoms": "Priya", "departement": "33"},
    ),
    "deux numeros": (
        [
            """
Objet : renouvellement
Madame, Monsieur,
Je soussignée Mme Lina KHOURY, n° AGDREF 3301010101, dossier ANEF n° 3301234567890123456, passeport LR1234567,
tél. 0601020304, n° sécurité sociale 2 92 05 99 123 456 78.
Lina KHOURY
""",
        ],
        {"nom": "KHOURY", "prenoms": "Lina", "numero_etranger": "3301010101"},
    ),
    "rien": (
        [
            """
Bonjour,
Voici mes documents pour la préfecture.
Merci
""",
            """
EDF facture d'électricité
Client : M. BERTRAND Luc
3 rue Neuve 33000 Bordeaux
Montant TTC 45,20
""",
        ],
        {"nom": None, "prenoms": None},
    ),
    "mere pour son enfant majeur": (
        [
            """
Madame Awa NDIAYE
10 rue Paul Bert 33000 Bordeaux
Objet : demande de titre de séjour de mon fils Cheikh NDIAYE
Madame la préfète, je vous transmets la demande de mon fils, Cheikh NDIAYE, né le 9 janvier 2007,
de nationalité sénégalaise.
Awa NDIAYE
""",
            """
FORMULAIRE DE DEMANDE
Nom : NDIAYE
Prénoms : Cheikh Tidiane
Né le : 09/01/2007
Nationalité : sénégalaise
""",
        ],
        {"nom": "NDIAYE", "prenoms": "Cheikh Tidiane", "date_naissance": "2007-01-09", "nationalite": "SEN"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_demandeur_is_who_the_papers_are_about(name: str) -> None:
    pages, wanted = CASES[name]
    found = read_bundle(bundle_of(*pages, prefecture=None)).demandeur
    assert {field: plain(field, getattr(found, field)) for field in wanted} == {
        field: plain(field, value) for field, value in wanted.items()
    }


def plain(field: str, value: str | None) -> str | None:
    """Case and the layout of numbers do not count."""
    if value is None:
        return None
    return value.replace(" ", "") if field == "telephone" else value.upper()
