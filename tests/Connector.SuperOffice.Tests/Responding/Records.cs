namespace Connector.SuperOffice.Tests.Responding;

/// <summary>Records as the API shapes them, with the members a test wants to see otherwise.</summary>
internal static class Records
{
    public static string Contact(int id = 4711, string customFields = """{"SuperOffice:83":"[I:14]"}""", string? userDefinedFields = null, string extra = "") =>
        $$"""
        {"ContactId":{{id}},"Name":"Baltic Crane Works","OrgNr":"HRB 4711","Department":"","UpdatedDate":"2026-03-02T09:14:33","CreatedDate":"2025-01-01T00:00:00",
         "Urls":[{"Value":"https://cranes.example","StrippedValue":"cranes.example","Description":""},{"Value":" "},{"Value":" cranes.test "}],
         "Associate":{"AssociateId":11,"Name":"ANNA","PersonId":5,"Type":"InternalAssociate"},
         "Persons":[{"PersonId":981,"Position":"","Firstname":"Ida"},{"PersonId":982}],
         "Address":{"Street":{"Address1":"Kai 1","City":"Rostock"},"Postal":{"City":"Postfach"} },
         "Deleted":0,"CustomFields":{{customFields}},"UserDefinedFields":{{userDefinedFields ?? "null"}}{{extra}}
        }
        """;

    public static string Person(int id = 981, string contact = """{"ContactId":4711,"Name":"Baltic Crane Works"}""", string extra = "") =>
        $$"""
        {"PersonId":{{id}},"Firstname":"Ida","Lastname":"Mohn","FullName":"Ida Mohn","Title":"Head of Purchasing","Retired":false,"Contact":{{contact}},
         "UpdatedDate":"2026-03-02T09:14:33Z","CreatedDate":"2025-01-01T00:00:00Z","UserDefinedFields":{"SuperOffice:20":""},"CustomFields":{"SuperOffice:20":"Buyer"}
         {{extra}}
        }
        """;
}
