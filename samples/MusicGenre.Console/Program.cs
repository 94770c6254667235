System.Console.WriteLine("musicgenre");
