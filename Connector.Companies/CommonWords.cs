using System.Collections.Frozen;

namespace Connector.Companies;

/// <summary>Words of company names that tell nothing about which company it is, folded as by <see cref="NameFolding"/>.</summary>
internal static class CommonWords
{
    private static readonly FrozenSet<string> LegalForms = Set(
        "ag aktiengesellschaft gmbh mbh ggmbh ug haftungsbeschrankt kg kgaa ohg gbr ek eg ev se sce gesellschaft co cie sohne "
        + "a as asa ans da ab hb kb aps is oy oyj ky sa sas sasu sarl sprl srl spa snc sl sll bv nv vof cv cvba "
        + "ltd limited llc llp lp plc inc incorporated corp corporation company pty pte pvt private kk "
        + "kft zrt nyrt bt doo dd sro ro spzoo zoo sp sk ooo oao zao pao ojsc jsc lda ltda");

    private static readonly FrozenSet<string> CarriedByMany = Set(
        "the der die das und and et og och e y von van de du la le group gruppe groupe gruppo grupo holding holdings international intl global "
        + "worldwide deutschland germany osterreich austria schweiz suisse switzerland europe europa nordic nordics norge norway sverige sweden "
        + "danmark denmark finland france italia italy espana spain polska poland nederland netherlands belgium uk usa service services "
        + "solution solutions losungen system systems systeme");

    public static bool IsLegalForm(string word) => LegalForms.Contains(word);

    public static bool IsCarriedByMany(string word) => CarriedByMany.Contains(word);

    private static FrozenSet<string> Set(string words)
        => words.Split(' ').Select(NameFolding.Fold).ToFrozenSet(StringComparer.Ordinal);
}
